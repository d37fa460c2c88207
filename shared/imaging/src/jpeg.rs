//! Our own reading and writing of JPEG, by planes: brightness and the two colour differences apart, as the format
//! stores them, and never as RGB.
//!
//! Reading at a fraction of the size costs a fraction of the arithmetic and memory; no safe decoder of others can.

mod bits;
mod coefficients;
mod dct;
mod decode;
mod encode;
mod huffman;
mod markers;
mod optimal;
mod scaled;
mod tables;

pub(crate) use decode::decode;
pub(crate) use encode::encode;
