//! The S3 bucket of pictures. The only place that builds object keys.

mod error;
mod form;
mod key;
mod list;
mod objects;
mod ticket;

pub use error::BucketError;
pub use key::{IncomingKey, InvalidKey, ObjectKey};
pub use list::{INCOMING, Listed, PAGE, PICTURES, Page};
pub use objects::{Bucket, GetError, Incoming};
pub use ticket::{Checksum, Method, Order, Ticket};
