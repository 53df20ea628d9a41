//! Tests of what a terminal shows.

mod markdown;
mod progress;
