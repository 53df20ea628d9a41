//! This machine: files written whole or not at all, this user's cache, and the AWS emulator that runs here.

pub mod cache;
pub mod disk;
pub mod emulator;
pub mod template_files;
pub mod token;
