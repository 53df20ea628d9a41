//! Tests that look for planted secrets in everything the program writes.

mod deployments;
mod failures;
mod reasons;
