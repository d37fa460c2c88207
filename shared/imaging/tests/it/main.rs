//! The whole pipeline, from the bytes of an upload to the bytes of its variants.

#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::cast_possible_truncation, reason = "the files built here are small")]

mod colour;
mod files;
mod hostile;
mod likeness;
mod photos;
mod programs;
mod samples;
mod scenes;
mod upright;
mod variants;
