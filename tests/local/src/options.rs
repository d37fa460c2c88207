//! What a start of the stack can be told.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// How to start a [`Stack`](crate::Stack).
#[derive(Clone, Debug)]
pub struct Options {
    /// Port of the API and the CDN; 0 is any free one.
    pub port: u16,
    /// Port of S3; 0 is any free one.
    pub s3_port: u16,
    /// Port of DynamoDB; 0 is any free one.
    pub dynamodb_port: u16,
    /// Where data is kept.
    pub data: Data,
    /// The text of another template than the service's own.
    pub template: Option<String>,
    /// Variables that the functions get instead of the template's values. What the stack itself is, its addresses and
    /// credentials, cannot be set.
    pub env: BTreeMap<String, String>,
    /// Addresses, by the SDK's names for them, that the functions use instead of the stack's own: something that stands in
    /// between, or in place of a part.
    pub endpoints: BTreeMap<String, String>,
    /// Whether S3 tells the functions of new objects. A test that wants to tell them itself does not want that.
    pub s3_events: bool,
    /// Whether the first start on its data makes the profiles of the demo users.
    pub demo: bool,
}

/// Where a stack keeps its data.
#[derive(Clone, Debug)]
pub enum Data {
    /// In this folder, for the next start.
    Dir(PathBuf),
    /// In a temporary folder that goes when the stack stops.
    Ephemeral,
}

impl Options {
    /// Free ports, and data that goes with the stack: any number of these run beside each other.
    #[must_use]
    pub fn ephemeral() -> Self {
        Self {
            port: 0,
            s3_port: 0,
            dynamodb_port: 0,
            data: Data::Ephemeral,
            template: None,
            env: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            s3_events: true,
            demo: false,
        }
    }
}
