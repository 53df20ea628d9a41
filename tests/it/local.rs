//! Tests of the local emulator and the Python tools it needs.

mod accounts;
mod emulator;
mod ministack;
mod python;
