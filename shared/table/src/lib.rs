//! The DynamoDB tables. The only place that knows attribute names and keys.

mod error;
mod items;
mod profiles;
mod uploads;

pub use error::TableError;
pub use items::profile::profile_from_item;
pub use profiles::{Applied, EditError, Profiles};
pub use uploads::{Begun, Uploads};
