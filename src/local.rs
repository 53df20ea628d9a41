//! This computer: atomic file writes, the user's cache, and the local AWS emulator.

pub mod account_aliases;
pub mod age;
pub mod cache;
pub mod disk;
pub mod emulator;
pub(crate) mod owner;
pub(crate) mod programs;
pub mod template_files;
pub mod token;
