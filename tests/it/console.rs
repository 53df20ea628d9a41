//! `sa-infra console`: in a real browser against the emulator, and attacked by hand.

mod accounts;
mod costs;
mod hostile;
mod interrupts;
mod machine;
mod operations;
mod panels;
pub mod readers;
mod rights;
mod runs;
mod safety;
mod story;
