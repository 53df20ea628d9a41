//! Tests of the command line: output, questions and mistakes.

mod bad_input;
mod commands;
mod flags;
mod mistakes;
mod questions;
mod screens;
mod terminal;
