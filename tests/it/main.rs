//! Journeys through the whole service, black box over HTTP.

#![expect(clippy::unwrap_used, reason = "in a test, what is not there is a failure of the test")]

mod harness;

mod auth;
mod avatars;
mod config;
mod events;
mod http;
mod journey;
mod profile;
mod public;
mod replays;
mod tickets;
