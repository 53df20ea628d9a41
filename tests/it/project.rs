//! Tests of the project itself: layout, documentation, generated files and releases.

mod docs;
mod generated;
mod layout;
mod package;
mod readme;
mod workflows;
