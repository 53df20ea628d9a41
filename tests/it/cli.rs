//! Tests of the command line: output, questions and mistakes.

mod accounts;
mod bad_input;
mod commands;
mod completions;
mod environment;
mod files;
mod flags;
mod mistakes;
mod mounted;
mod new;
mod questions;
mod screens;
mod stories;
mod terminal;
