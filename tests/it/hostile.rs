//! Attacks: what strangers control, and what it must not do.

mod configuration;
mod emulator;
mod terminal;
