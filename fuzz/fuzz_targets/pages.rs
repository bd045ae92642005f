#![no_main]

#[path = "../papers.rs"]
mod papers;

libfuzzer_sys::fuzz_target!(|data: &[u8]| papers::pages(data));
