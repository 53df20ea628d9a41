//! Tests of the data model: logical ids, and templates read and written.

mod logical_ids;
mod roundtrip;
