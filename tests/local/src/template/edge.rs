//! What the template puts in front of the functions: the CDN, and the API's CORS answers.

use serde_json::Value;
use std::collections::BTreeMap;

use super::intrinsics::{Resolver, referenced};
use super::{Bucket, TemplateError};

/// A CloudFront distribution.
#[derive(Debug)]
pub(crate) struct Cdn {
    /// The bucket that it serves, by logical id.
    pub(crate) bucket: String,
    /// Paths (`avatars/initials/*`) that functions answer, and those functions.
    pub(crate) functions: Vec<(String, String)>,
}

/// Where a distribution has pictures from.
enum Origin {
    Bucket(String),
    Function(String),
}

impl Cdn {
    pub(super) fn read(
        resolver: &Resolver,
        id: &str,
        properties: &Value,
        buckets: &BTreeMap<String, Bucket>,
    ) -> Result<Self, TemplateError> {
        let config = &properties["DistributionConfig"];
        let origin = |behavior: &Value| -> Result<Origin, TemplateError> {
            let wanted = resolver.text(&behavior["TargetOriginId"])?;
            for origin in config["Origins"].as_array().into_iter().flatten() {
                if resolver.text(&origin["Id"])? == wanted {
                    return origin_of(resolver, id, &origin["DomainName"], buckets);
                }
            }
            Err(TemplateError::new(id, &format!("has no origin {wanted}")))
        };
        let Origin::Bucket(bucket) = origin(&config["DefaultCacheBehavior"])? else {
            return Err(TemplateError::new(id, "serves something else than a bucket by default"));
        };
        let mut functions = Vec::new();
        for behavior in config["CacheBehaviors"].as_array().into_iter().flatten() {
            let pattern = resolver.text(&behavior["PathPattern"])?;
            match origin(behavior)? {
                Origin::Function(function) => functions.push((pattern.trim_start_matches('/').to_owned(), function)),
                Origin::Bucket(other) if other == bucket => {}
                Origin::Bucket(other) => {
                    return Err(TemplateError::new(id, &format!("serves {pattern} from the second bucket {other}")));
                }
            }
        }
        Ok(Self { bucket, functions })
    }
}

fn origin_of(
    resolver: &Resolver,
    id: &str,
    domain: &Value,
    buckets: &BTreeMap<String, Bucket>,
) -> Result<Origin, TemplateError> {
    let domain = resolver.text(domain)?;
    // SAM makes a resource `XUrl` for the function URL of `X`
    if let Some(function) = referenced(&domain).and_then(|url| url.strip_suffix("Url")) {
        return Ok(Origin::Function(function.to_owned()));
    }
    let bucket = buckets.iter().find(|(id, bucket)| {
        domain.starts_with(&format!("{}.s3.", bucket.name)) || referenced(&domain) == Some(id.as_str())
    });
    match bucket {
        Some((id, _)) => Ok(Origin::Bucket(id.clone())),
        None => Err(TemplateError::new(id, &format!("has the origin {domain}, which nothing here plays"))),
    }
}

/// How the API answers browsers that ask before they call.
#[derive(Debug, Default)]
pub(crate) struct ApiCors {
    /// `Access-Control-Allow-Origin`.
    pub(crate) origin: String,
    /// `Access-Control-Allow-Headers`.
    pub(crate) headers: String,
    /// `Access-Control-Max-Age`.
    pub(crate) max_age: String,
}

impl ApiCors {
    pub(super) fn read(resolver: &Resolver, properties: &Value) -> Result<Option<Self>, TemplateError> {
        let Some(Value::Object(cors)) = resolver.resolve(&properties["Cors"])? else {
            return Ok(None);
        };
        // API Gateway takes static values in quotes
        let value = |key: &str| cors.get(key).and_then(Value::as_str).unwrap_or_default().trim_matches('\'').to_owned();
        Ok(Some(Self { origin: value("AllowOrigin"), headers: value("AllowHeaders"), max_age: value("MaxAge") }))
    }
}
