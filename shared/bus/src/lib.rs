//! The EventBridge bus, and the signed webhooks that carry its events on.

mod address;
mod publish;
mod target;
mod webhook;

pub use publish::{Bus, PublishError};
pub use target::{InvalidTargets, Target, Targets};
pub use webhook::{DeliveryError, Message, Webhooks};
