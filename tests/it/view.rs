//! Tests of what a terminal shows.

mod progress;
