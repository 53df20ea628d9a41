//! Attacks: what strangers control, and what it must not do.

mod terminal;
