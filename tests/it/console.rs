//! `sa-infra console`: in a real browser against the emulator, and attacked by hand.

mod hostile;
mod readers;
mod safety;
mod story;
