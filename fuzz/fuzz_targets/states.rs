#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| wppkit_fuzz::states(data));
