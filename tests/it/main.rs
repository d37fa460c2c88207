//! Journeys through the whole service, black box over HTTP.

#![expect(clippy::unwrap_used, reason = "in a test, what is not there is a failure of the test")]
#![expect(clippy::print_stdout, reason = "a random test says what it was made of")]

mod activity_rig;
mod chance;
mod contract;
mod deployed;
mod faults;
mod flaky_bus;
mod harness;
mod log;
mod place;
mod receivers;
mod served;
mod store;
mod uploads;

mod activity;
mod activity_bus;
mod activity_crashes;
mod alias_races;
mod aliases;
mod auth;
mod avatars;
mod badges;
mod batch;
mod canaries;
mod concurrency;
mod config;
mod cors;
mod crashes;
mod drawings;
mod erasing;
mod erasure;
mod events;
mod http;
mod idempotency;
mod journey;
mod measures;
mod openapi;
mod outbox;
mod privacy_matrix;
mod profile;
mod public;
mod replays;
mod roles;
mod samples;
mod schemas;
mod settings;
mod shuffled;
mod sweep;
mod tickets;
mod unlinkable;
mod webhooks;
