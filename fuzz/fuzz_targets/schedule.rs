//! Schedule expressions, in a template that `check` reads.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sa_infra_fuzz::schedule(input));
