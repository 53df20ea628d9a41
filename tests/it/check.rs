//! Tests of the offline check.

mod bad_templates;
mod lint;
