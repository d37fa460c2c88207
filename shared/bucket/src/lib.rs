//! The S3 bucket of pictures. The only place that builds object keys.

mod error;
mod form;
mod key;
mod listing;
mod objects;
mod ticket;

pub use error::BucketError;
pub use key::{IncomingKey, InvalidKey, ObjectKey};
pub use listing::Stored;
pub use objects::{Bucket, GetError, Incoming};
pub use ticket::{Checksum, Method, Order, Ticket};
