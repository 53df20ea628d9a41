//! Tests of the data model: logical ids, and templates read and written.

mod fuzz;
mod logical_ids;
mod roundtrip;
mod yaml;
