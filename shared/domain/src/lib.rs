//! What the service is about, and nothing of how it is stored or served: pure types and functions without I/O, clock or
//! randomness. Time and random numbers come in as arguments.

pub mod activity;
pub mod alias;
pub mod avatar;
pub mod badge;
pub mod edit;
pub mod event;
pub mod id;
pub mod initials;
mod invalid;
pub mod links;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod patch;
pub mod preferences;
pub mod privacy;
mod profile;
pub mod stats;
pub mod text;
mod time;
mod timezone;
pub mod upload;
mod view;

pub use id::{UploadId, UserId};
pub use invalid::{Invalid, Problems};
pub use patch::Patch;
pub use privacy::Viewer;
pub use profile::Profile;
pub use time::Time;
pub use timezone::Timezone;
pub use view::{OwnerView, PublicView};
