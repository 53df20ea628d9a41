//! Templates, in JSON and in YAML.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| sa_infra_fuzz::template(input));
