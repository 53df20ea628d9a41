//! Tests of the command line: output, questions and mistakes.

mod bad_input;
mod commands;
mod files;
mod mistakes;
mod questions;
mod terminal;
