//! Attacks: untrusted input, and what it must not do.

mod answers;
mod configuration;
mod emulator;
mod terminal;
mod threats;
