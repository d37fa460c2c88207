//! Where the service under test runs, and how its parts are reached there.

use local::{Delivery, Stack};

use crate::{deployed::Deployed, harness::Service};

/// Where a service runs.
pub(crate) enum Place {
    /// In this process.
    Here(Box<Stack>),
    /// Where somebody deployed it.
    Deployed(Box<Deployed>),
}

/// The stack's keys of rows that name nobody, so that tests can look for such rows.
pub(crate) const ROW_KEYS: [(&str, &str); 2] = [
    ("ALIAS_KEY", "the tests' key of rows about aliases, 32 bytes and more"),
    ("TOMBSTONE_KEY", "the tests' key of rows about the erased, 32 bytes and more"),
];

impl Service {
    /// The stack, which must run in this process.
    pub(crate) fn stack(&self) -> &Stack {
        match &self.place {
            Place::Here(stack) => stack,
            Place::Deployed(_) => panic!("this test is of a stack in its own process; see tests/deploy/local-only.txt"),
        }
    }

    /// The base URL of the API.
    pub(crate) fn api_url(&self) -> String {
        match &self.place {
            Place::Here(stack) => stack.api_url(),
            Place::Deployed(deployed) => deployed.api_url(),
        }
    }

    /// Where pictures are loaded from.
    pub(crate) fn cdn_url(&self) -> String {
        match &self.place {
            Place::Here(stack) => stack.api_url(),
            Place::Deployed(deployed) => deployed.cdn_url(),
        }
    }

    /// Where S3 is.
    pub(crate) fn s3_url(&self) -> String {
        match &self.place {
            Place::Here(stack) => stack.s3_url(),
            Place::Deployed(deployed) => deployed.endpoint(),
        }
    }

    /// An access token of the user `sub`.
    pub(crate) fn token(&self, sub: &str) -> String {
        match &self.place {
            Place::Here(stack) => stack.token(sub),
            Place::Deployed(deployed) => deployed.token(sub, None),
        }
    }

    /// An access token of `sub`, who may do what `scope` says.
    pub(crate) fn token_with(&self, sub: &str, scope: &str) -> String {
        match &self.place {
            Place::Here(stack) => stack.token_with(sub, scope),
            Place::Deployed(deployed) => deployed.token(sub, Some(scope)),
        }
    }

    /// What subscribers and topics have received.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        match &self.place {
            Place::Here(stack) => stack.deliveries(),
            Place::Deployed(deployed) => deployed.deliveries(),
        }
    }

    /// Where the service's own services are, with the keys of its rows.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        match &self.place {
            Place::Here(stack) => here(stack),
            Place::Deployed(deployed) => deployed.env(),
        }
    }
}

/// Where a stack in this process has its services, with the keys of its rows.
fn here(stack: &Stack) -> Vec<(String, String)> {
    let (id, secret) = stack.credentials();
    let pairs = [
        ("AWS_REGION", stack.region().to_owned()),
        ("AWS_ACCESS_KEY_ID", id.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", secret.to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", stack.dynamodb_url()),
        ("AWS_ENDPOINT_URL_S3", stack.s3_url()),
        ("AWS_ENDPOINT_URL_EVENTBRIDGE", format!("{}/dev/bus", stack.api_url())),
    ];
    let keys = ROW_KEYS.map(|(name, value)| (name, value.to_owned()));
    pairs.into_iter().chain(keys).map(|(name, value)| (name.to_owned(), value)).collect()
}
