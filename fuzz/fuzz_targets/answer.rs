//! The fuzz target `answer`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sa_infra_fuzz::answer(input));
