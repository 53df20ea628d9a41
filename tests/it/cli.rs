//! Tests of the command line: output, questions and mistakes.

mod bad_input;
mod commands;
mod completions;
mod environment;
mod files;
mod mistakes;
mod questions;
mod stories;
mod terminal;
