//! Tests of the offline check.

mod accepted;
mod bad_templates;
mod bounds;
mod files;
mod formats;
mod lint;
