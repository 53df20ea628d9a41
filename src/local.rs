//! This computer: atomic file writes, walks of directories, the user's cache, and the local AWS emulator.

pub mod account_aliases;
pub mod age;
pub mod cache;
pub mod disk;
pub mod emulator;
pub(crate) mod glob;
pub(crate) mod ignore_rules;
pub(crate) mod owner;
pub(crate) mod programs;
mod repository;
pub mod template_files;
pub mod token;
pub(crate) mod walk;
