//! Tests of the project itself: layout, documentation, generated files and releases.

mod applications;
mod docs;
mod generated;
mod guide;
mod json;
mod layout;
mod package;
mod pictures;
mod readme;
mod workflows;
