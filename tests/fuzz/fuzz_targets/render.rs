//! The whole pipeline: six pictures or a typed refusal, and the same each time.

#![no_main]

use imaging::{ImageError, Settings};
use libfuzzer_sys::fuzz_target;

/// So that most of the time goes into decoding.
fn settings(bytes: &[u8]) -> Settings {
    let edge = 16 + u32::from(bytes.last().copied().unwrap_or_default());
    Settings { original_max_edge: edge, medium_size: 24, thumbnail_size: 16, ..Settings::default() }
}

fuzz_target!(|bytes: &[u8]| {
    match imaging::render(bytes, &settings(bytes)) {
        Ok(rendered) => {
            assert_eq!(rendered.variants.len(), 6);
            assert!(rendered.variants.iter().all(|variant| !variant.bytes.is_empty()));
        }
        Err(error) => assert!(!matches!(error, ImageError::Internal(_)), "{error}"),
    }
});
