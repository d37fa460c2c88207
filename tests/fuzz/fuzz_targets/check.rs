//! Formats, headers and limits: whatever the bytes are, there is an answer, and it is no fault of ours.

#![no_main]

use imaging::{ImageError, Settings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let answer = imaging::check(bytes, &Settings::default());
    assert!(!matches!(answer, Err(ImageError::Internal(_))), "{answer:?}");
});
