//! `sa-infra console`: in a real browser against the emulator, and attacked by hand.

mod hostile;
mod panels;
pub mod readers;
mod safety;
mod story;
