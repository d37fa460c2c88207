//! The template's wiring: what calls which function, and when.

use http::Method;
use serde_json::Value;

use super::TemplateError;
use super::intrinsics::{Resolver, referenced};
use super::properties::Properties;
use super::queues::{self, QueueTrigger};
use super::rules::{Rule, Target};
use super::schedules::{self, Schedule};

/// A route of the API.
#[derive(Debug)]
pub(crate) struct Route {
    /// Its method.
    pub(crate) method: Method,
    /// Its path, with `{parameters}`.
    pub(crate) path: String,
    /// The function behind it.
    pub(crate) function: String,
}

/// New objects in a bucket call a function.
#[derive(Debug, Default)]
pub(crate) struct UploadTrigger {
    /// The bucket's logical id.
    pub(crate) bucket: String,
    /// Event names such as `s3:ObjectCreated:*`.
    pub(crate) events: Vec<String>,
    /// How the object's key has to begin.
    pub(crate) prefix: String,
    /// How the object's key has to end.
    pub(crate) suffix: String,
    /// The function that is called.
    pub(crate) function: String,
}

/// Changes of a table call a function.
#[derive(Debug)]
pub(crate) struct StreamTrigger {
    /// The table's logical id.
    pub(crate) table: String,
    /// The function that is called.
    pub(crate) function: String,
    /// At most so many records a call.
    pub(crate) batch_size: usize,
    /// How often a failed batch is tried again; `None` is for ever.
    pub(crate) retries: Option<u32>,
    /// Whether a failed batch is split in two before it is tried again.
    pub(crate) bisect: bool,
    /// Whether the function's answer says which records failed.
    pub(crate) reports_failures: bool,
    /// Where batches go that failed for good.
    pub(crate) dead_letters: Option<String>,
}

/// How a function is called that nobody waits for.
#[derive(Clone, Debug)]
pub(crate) struct Asynchronous {
    /// How often a failed call is tried again.
    pub(crate) retries: u32,
    /// Where events go that failed for good.
    pub(crate) dead_letters: Option<String>,
}

impl Asynchronous {
    /// Reads a function's `EventInvokeConfig`; without one, Lambda tries twice more and then drops the event.
    pub(super) fn read(resolver: &Resolver, config: &Value) -> Result<Self, TemplateError> {
        let config = resolver.resolve(config)?.unwrap_or_default();
        let retries = config["MaximumRetryAttempts"].as_u64().and_then(|count| u32::try_from(count).ok());
        let destination = config["DestinationConfig"]["OnFailure"]["Destination"].as_str();
        Ok(Self { retries: retries.unwrap_or(2), dead_letters: destination.and_then(referenced).map(str::to_owned) })
    }
}

/// The wiring found so far.
#[derive(Debug, Default)]
pub(super) struct Wiring {
    pub(super) routes: Vec<Route>,
    pub(super) uploads: Vec<UploadTrigger>,
    pub(super) streams: Vec<StreamTrigger>,
    pub(super) takers: Vec<QueueTrigger>,
    pub(super) schedules: Vec<Schedule>,
    pub(super) rules: Vec<Rule>,
}

impl Wiring {
    /// Reads the `Events` of the function `function`.
    pub(super) fn function_events(
        &mut self,
        resolver: &Resolver,
        function: &str,
        events: &Value,
    ) -> Result<(), TemplateError> {
        for (name, event) in events.as_object().into_iter().flatten() {
            let subject = format!("{function}.Events.{name}");
            let values = resolver.resolve(&event["Properties"])?.unwrap_or_default();
            let properties = Properties { subject: &subject, value: &values };
            match event["Type"].as_str().unwrap_or_default() {
                "Api" => self.routes.push(route(&properties, function)?),
                "S3" => {
                    let bucket = event["Properties"]["Bucket"]["Ref"].as_str().unwrap_or_default();
                    self.uploads.push(upload(&properties, bucket, function)?);
                }
                "DynamoDB" => self.streams.push(stream(&properties, function)?),
                "SQS" => self.takers.push(queues::trigger(&properties, function)?),
                "Schedule" => self.schedules.push(schedules::schedule(&properties, function)?),
                "EventBridgeRule" => {
                    properties.only(
                        &["EventBusName", "Pattern"],
                        &["DeadLetterConfig", "RetryPolicy", "RuleName", "State", "Target"],
                    )?;
                    self.rules.push(Rule {
                        bus: properties.text("EventBusName")?,
                        name: subject.clone(),
                        pattern: values["Pattern"].clone(),
                        targets: vec![Target::Function(function.to_owned())],
                    });
                }
                kind => {
                    return Err(TemplateError::new(&subject, &format!("is of type {kind}, which nothing here plays")));
                }
            }
        }
        Ok(())
    }

    /// Reads the `NotificationConfiguration` of the bucket `id`.
    pub(super) fn bucket_notifications(
        &mut self,
        resolver: &Resolver,
        id: &str,
        properties: &Value,
    ) -> Result<(), TemplateError> {
        let values = resolver.resolve(&properties["NotificationConfiguration"])?.unwrap_or_default();
        let subject = format!("{id}.NotificationConfiguration");
        Properties { subject: &subject, value: &values }.only(&["LambdaConfigurations"], &[])?;
        for configuration in values["LambdaConfigurations"].as_array().into_iter().flatten() {
            let properties = Properties { subject: &subject, value: configuration };
            properties.only(&["Event", "Filter", "Function"], &[])?;
            let arn = properties.text("Function")?;
            let function = referenced(&arn).ok_or_else(|| TemplateError::new(&subject, "calls no function"))?;
            let (prefix, suffix) = key_filter(&properties)?;
            self.uploads.push(UploadTrigger {
                bucket: id.to_owned(),
                events: vec![properties.text("Event")?],
                prefix,
                suffix,
                function: function.to_owned(),
            });
        }
        Ok(())
    }
}

fn route(properties: &Properties<'_>, function: &str) -> Result<Route, TemplateError> {
    properties.only(&["Method", "Path"], &["Auth", "RestApiId"])?;
    let method = properties.text("Method")?.to_uppercase();
    let method = Method::from_bytes(method.as_bytes())
        .ok()
        .filter(|method| *method != "ANY")
        .ok_or_else(|| TemplateError::new(properties.subject, &format!("has the method {method}")))?;
    Ok(Route { method, path: properties.text("Path")?.replace("{proxy+}", "{*proxy}"), function: function.to_owned() })
}

fn upload(properties: &Properties<'_>, bucket: &str, function: &str) -> Result<UploadTrigger, TemplateError> {
    properties.only(&["Bucket", "Events", "Filter"], &[])?;
    let events = match &properties.value["Events"] {
        Value::String(event) => vec![event.clone()],
        Value::Array(events) => events.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return Err(TemplateError::new(properties.subject, "has no Events")),
    };
    let (prefix, suffix) = key_filter(properties)?;
    Ok(UploadTrigger { bucket: bucket.to_owned(), events, prefix, suffix, function: function.to_owned() })
}

/// The prefix and the suffix of a notification's `Filter`.
fn key_filter(properties: &Properties<'_>) -> Result<(String, String), TemplateError> {
    let (mut prefix, mut suffix) = (String::new(), String::new());
    for rule in properties.value["Filter"]["S3Key"]["Rules"].as_array().into_iter().flatten() {
        let value = rule["Value"].as_str().unwrap_or_default().to_owned();
        match rule["Name"].as_str().unwrap_or_default().to_lowercase().as_str() {
            "prefix" => prefix = value,
            "suffix" => suffix = value,
            other => {
                return Err(TemplateError::new(properties.subject, &format!("filters keys by {other}")));
            }
        }
    }
    Ok((prefix, suffix))
}

fn stream(properties: &Properties<'_>, function: &str) -> Result<StreamTrigger, TemplateError> {
    properties.only(
        &[
            "BatchSize",
            "BisectBatchOnFunctionError",
            "DestinationConfig",
            "FunctionResponseTypes",
            "MaximumRetryAttempts",
            "StartingPosition",
            "Stream",
        ],
        // one machine waits for nothing, keeps records as long as its data, and has one shard
        &[
            "Enabled",
            "MaximumBatchingWindowInSeconds",
            "MaximumRecordAgeInSeconds",
            "MetricsConfig",
            "ParallelizationFactor",
        ],
    )?;
    let wrong = |what: &str| TemplateError::new(properties.subject, what);
    let source = properties.text("Stream")?;
    let table = referenced(&source).ok_or_else(|| wrong("follows no stream of a table of this template"))?;
    if properties.text("StartingPosition")? != "TRIM_HORIZON" {
        return Err(wrong("starts elsewhere than at TRIM_HORIZON, and so may miss changes"));
    }
    let number = |key: &str| properties.value[key].as_i64();
    let types = properties.value["FunctionResponseTypes"].as_array();
    let destination = &properties.value["DestinationConfig"]["OnFailure"]["Destination"];
    Ok(StreamTrigger {
        table: table.to_owned(),
        function: function.to_owned(),
        batch_size: number("BatchSize").and_then(|size| usize::try_from(size).ok()).unwrap_or(100),
        retries: number("MaximumRetryAttempts").and_then(|count| u32::try_from(count).ok()),
        bisect: properties.value["BisectBatchOnFunctionError"].as_bool().unwrap_or_default(),
        reports_failures: types.is_some_and(|types| types.iter().any(|kind| kind == "ReportBatchItemFailures")),
        dead_letters: destination.as_str().and_then(referenced).map(str::to_owned),
    })
}
