//! The whole service on one machine, in one process.

mod api;
mod bus;
mod cdn;
mod data;
mod deliveries;
mod dev;
mod dynamodb;
mod environment;
mod error;
mod invoke;
mod listen;
mod openapi;
mod options;
mod queues;
mod registry;
mod schedule;
mod secrets;
mod stack;
mod stop;
mod storage;
mod stream;
mod template;
mod token;
mod triggers;
mod webhook;
mod wiring;

pub use deliveries::{Deliveries, Delivery};
pub use dev::subscribers;
pub use environment::overrides;
pub use error::StartError;
pub use openapi::openapi;
pub use options::{Data, Options};
pub use stack::Stack;
pub use template::TemplateError;
pub use token::token;
