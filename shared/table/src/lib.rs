//! The DynamoDB tables. The only place that knows attribute names and keys.

mod aliases;
mod cursors;
mod error;
mod inbox;
mod items;
mod once;
mod profiles;
mod rates;
mod retry;
mod tombstones;
mod uploads;

pub use aliases::{AliasRows, Aliases, HistoryPage};
pub use cursors::Cursors;
pub use error::TableError;
pub use inbox::{Counted, Inbox, MAX_EFFECTS};
pub use items::profile::profile_from_item;
pub use once::{Once, OnceError, OnceRequest};
pub use profiles::{Applied, EditError, MAX_BATCH, Members, Profiles};
pub use rates::{Allowed, Rates};
pub use tombstones::{TOMBSTONE_SECONDS, Tombstone, Tombstones};
pub use uploads::{Begun, Uploads};
