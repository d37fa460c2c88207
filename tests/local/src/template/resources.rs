//! The template's tables and buckets.

use serde_json::{Map, Value, json};

use super::TemplateError;
use super::intrinsics::Resolver;

/// A table, as `CreateTable` takes it.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name, which the definition leaves out.
    pub(crate) name: String,
    definition: Map<String, Value>,
    /// The attribute that says when an item expires.
    pub(crate) ttl: Option<String>,
}

impl Table {
    pub(super) fn read(resolver: &Resolver, id: &str, properties: &Value) -> Result<Self, TemplateError> {
        let name = resolver
            .text(&properties["TableName"])
            .map_err(|error| TemplateError::new(id, &format!("needs a TableName: {error}")))?;
        let mut definition = Map::new();
        for key in [
            "AttributeDefinitions",
            "KeySchema",
            "GlobalSecondaryIndexes",
            "LocalSecondaryIndexes",
            "BillingMode",
            "ProvisionedThroughput",
        ] {
            if let Some(value) = resolver.resolve(&properties[key])?.filter(|value| !value.is_null()) {
                definition.insert(key.to_owned(), value);
            }
        }
        // both switches are implied in a template and asked for by the API
        if let Some(view) =
            resolver.resolve(&properties["StreamSpecification"]["StreamViewType"])?.filter(Value::is_string)
        {
            definition
                .insert("StreamSpecification".to_owned(), json!({ "StreamEnabled": true, "StreamViewType": view }));
        }
        let ttl = match resolver.resolve(&properties["TimeToLiveSpecification"])? {
            Some(Value::Object(ttl)) if ttl.get("Enabled") == Some(&Value::Bool(true)) => {
                ttl.get("AttributeName").and_then(Value::as_str).map(str::to_owned)
            }
            _ => None,
        };
        Ok(Self { name, definition, ttl })
    }

    /// Whether changes of the table are recorded in a stream.
    pub(crate) fn has_stream(&self) -> bool {
        self.definition.contains_key("StreamSpecification")
    }

    /// The request that creates the table.
    pub(crate) fn create_request(&self) -> Value {
        let mut request = self.definition.clone();
        request.insert("TableName".to_owned(), Value::from(self.name.as_str()));
        Value::Object(request)
    }
}

/// A bucket.
#[derive(Debug)]
pub(crate) struct Bucket {
    /// Its name.
    pub(crate) name: String,
    /// Which pages may use it from a browser.
    pub(crate) cors: Vec<CorsRule>,
}

/// One rule of a bucket's CORS configuration.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct CorsRule {
    /// The rule's name, which nothing depends on.
    #[serde(default, rename = "Id")]
    _id: Option<String>,
    /// Pages' origins.
    pub(crate) allowed_origins: Vec<String>,
    /// Methods that those pages may use.
    pub(crate) allowed_methods: Vec<String>,
    /// Request headers that those pages may send.
    #[serde(default)]
    pub(crate) allowed_headers: Vec<String>,
    /// Response headers that those pages may read.
    #[serde(default)]
    pub(crate) exposed_headers: Vec<String>,
    /// For how many seconds a browser may remember the answer.
    #[serde(default)]
    pub(crate) max_age: Option<u64>,
}

impl Bucket {
    pub(super) fn read(resolver: &Resolver, id: &str, properties: &Value) -> Result<Self, TemplateError> {
        let name = match properties.get("BucketName") {
            Some(name) => resolver.text(name)?,
            None => format!("profile-svc-{}", id.to_lowercase()),
        };
        let rules = resolver.resolve(&properties["CorsConfiguration"]["CorsRules"])?.unwrap_or_default();
        let cors = serde_json::from_value::<Option<Vec<CorsRule>>>(rules)
            .map_err(|error| TemplateError::new(id, &format!("has CORS rules that cannot be read: {error}")))?;
        Ok(Self { name, cors: cors.unwrap_or_default() })
    }
}
