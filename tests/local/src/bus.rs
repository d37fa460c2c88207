//! EventBridge: `PutEvents`, rules by the template's patterns, and their targets.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use quamina::Quamina;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::StartError;
use crate::deliveries::{Deliveries, Delivery};
use crate::invoke::Invoker;
use crate::queues::Queues;
use crate::roles::Action;
use crate::template::{ACCOUNT, REGION, Rule, Target};
use crate::timeline::{Place, Step};

/// So many entries, and so many bytes of them, are taken at once.
const MOST_ENTRIES: usize = 10;
const MOST_BYTES: usize = 256 * 1024;

/// The buses.
pub(crate) struct Bus {
    buses: BTreeSet<String>,
    rules: Vec<Rule>,
    /// For each bus, the rules on it by their place in `rules`.
    patterns: BTreeMap<String, Quamina<usize>>,
    functions: BTreeMap<String, Invoker>,
    queues: Queues,
    deliveries: Deliveries,
}

/// A request, as the API documents it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents {
    entries: Vec<Entry>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Entry {
    event_bus_name: Option<String>,
    source: Option<String>,
    detail_type: Option<String>,
    detail: Option<String>,
    time: Option<f64>,
    resources: Vec<String>,
}

impl Bus {
    /// The buses called `buses` with `rules`; `functions` are those that rules call, by logical id.
    pub(crate) fn new(
        buses: BTreeSet<String>,
        rules: Vec<Rule>,
        functions: BTreeMap<String, Invoker>,
        queues: Queues,
        deliveries: &Deliveries,
    ) -> Result<Self, StartError> {
        let mut patterns: BTreeMap<String, Quamina<usize>> = BTreeMap::new();
        for (index, rule) in rules.iter().enumerate() {
            let on_bus = patterns.entry(rule.bus.clone()).or_default();
            on_bus.add_pattern(index, &rule.pattern.to_string()).map_err(|error| {
                StartError::part("the event bus", format!("the pattern of {} cannot be matched: {error}", rule.name))
            })?;
        }
        Ok(Self { buses, rules, patterns, functions, queues, deliveries: deliveries.clone() })
    }

    /// The API. The SDK adds a slash to the endpoint that it is given.
    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new().route("/dev/bus", post(put_events)).route("/dev/bus/", post(put_events)).with_state(self)
    }

    /// Takes one entry, and answers what `PutEvents` answers for it.
    fn put(&self, entry: &Entry) -> Value {
        match self.accept(entry) {
            Ok(id) => json!({ "EventId": id }),
            Err((code, message)) => json!({ "ErrorCode": code, "ErrorMessage": message }),
        }
    }

    fn accept(&self, entry: &Entry) -> Result<String, (&'static str, String)> {
        let needed = |name: &str, value: &Option<String>| {
            let value = value.as_deref().filter(|value| !value.is_empty());
            value.map(str::to_owned).ok_or_else(|| ("InvalidArgument", format!("Parameter {name} is not valid.")))
        };
        let source = needed("Source", &entry.source)?;
        let detail_type = needed("DetailType", &entry.detail_type)?;
        let detail = needed("Detail", &entry.detail)?;
        let detail: Value = serde_json::from_str(&detail)
            .ok()
            .filter(Value::is_object)
            .ok_or_else(|| ("MalformedDetail", "Detail is malformed.".to_owned()))?;
        let bus = bus_name(entry.event_bus_name.as_deref());
        if !self.buses.contains(bus) {
            return Err(("InvalidArgument", format!("Event bus {bus} does not exist.")));
        }
        let id = uuid::Uuid::new_v4().to_string();
        self.publish(
            bus,
            &json!({
                "version": "0",
                "id": id,
                "detail-type": detail_type,
                "source": source,
                "account": ACCOUNT,
                "time": time(entry.time),
                "region": REGION,
                "resources": entry.resources,
                "detail": detail,
            }),
        );
        Ok(id)
    }

    /// Hands `event` to the targets of every rule that it matches.
    fn publish(&self, bus: &str, event: &Value) {
        self.note(event, event["detail-type"].as_str().unwrap_or_default(), &told(event));
        let matched = self.patterns.get(bus).map(|rules| rules.matches_for_event(event.to_string().as_bytes()));
        let matched = match matched {
            None => return,
            Some(Ok(matched)) => matched,
            Some(Err(error)) => {
                tracing::error!(%error, "an event could not be matched");
                return;
            }
        };
        for rule in matched.iter().filter_map(|index| self.rules.get(*index)) {
            let targets: Vec<_> = rule.targets.iter().map(Target::name).collect();
            self.note(event, &rule.name, &format!("matches, for {}", targets.join(", ")));
            for target in &rule.targets {
                self.hand(event, target);
            }
        }
    }

    fn hand(&self, event: &Value, target: &Target) {
        match target {
            Target::Function(id) => {
                if let Some(function) = self.functions.get(id) {
                    function.invoke(event.clone());
                }
            }
            Target::Queue(id) => self.queues.send(id, event.to_string()),
            Target::Topic(topic) => {
                let text = |key: &str| event[key].as_str().unwrap_or_default();
                let target = format!("sns:{topic}");
                self.deliveries.record(Delivery::now(&target, text("id"), text("detail-type"), event.clone()));
            }
        }
    }

    fn note(&self, event: &Value, what: &str, detail: &str) {
        self.deliveries.timeline().note(Step::new(Place::Bus, what, detail).about(&event["detail"]));
    }
}

/// Who sent an event, and the fields that it names.
fn told(event: &Value) -> String {
    let names = |key: &str| {
        let names = event["detail"][key].as_array().into_iter().flatten();
        names.filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let sender = event["source"].as_str().unwrap_or_default();
    match (names("changedFields").as_str(), names("removed").as_str()) {
        ("", "") => format!("from {sender}"),
        (changed, "") => format!("from {sender}: {changed}"),
        ("", removed) => format!("from {sender}: without {removed}"),
        (changed, removed) => format!("from {sender}: {changed}; without {removed}"),
    }
}

/// What a call of `operation` needs a role to allow.
pub(crate) fn actions(operation: &str, request: &Value) -> Vec<Action> {
    let entries = request["Entries"].as_array().into_iter().flatten();
    let buses: BTreeSet<_> = entries.map(|entry| bus_name(entry["EventBusName"].as_str())).collect();
    let arn = |bus: &str| format!("arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{bus}");
    buses.into_iter().map(|bus| Action::new(format!("events:{operation}"), arn(bus))).collect()
}

/// The name of a bus that may be given by its name or by its ARN.
fn bus_name(given: Option<&str>) -> &str {
    let given = given.unwrap_or("default");
    given.rsplit('/').next().unwrap_or(given)
}

/// The time of an event in whole seconds, now unless its sender says otherwise.
fn time(given: Option<f64>) -> String {
    let now = jiff::Timestamp::now();
    let given = given.map(jiff::SignedDuration::from_secs_f64);
    let time = given.and_then(|since| jiff::Timestamp::UNIX_EPOCH.checked_add(since).ok()).unwrap_or(now);
    format!("{time:.0}")
}

async fn put_events(State(bus): State<Arc<Bus>>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if target != "AWSEvents.PutEvents" {
        return refused("UnknownOperationException", &format!("{target} is not played here."));
    }
    let request: PutEvents = match serde_json::from_slice(&body) {
        Ok(request) => request,
        Err(error) => return refused("SerializationException", &error.to_string()),
    };
    if request.entries.is_empty() || request.entries.len() > MOST_ENTRIES {
        return refused("ValidationException", "Entries must have between 1 and 10 members.");
    }
    if body.len() > MOST_BYTES {
        return refused("ValidationException", "Total size of the entries in the request is over the limit.");
    }
    let entries: Vec<Value> = request.entries.iter().map(|entry| bus.put(entry)).collect();
    let failed = entries.iter().filter(|entry| entry.get("ErrorCode").is_some()).count();
    answer(StatusCode::OK, &json!({ "FailedEntryCount": failed, "Entries": entries }))
}

fn refused(code: &str, message: &str) -> Response {
    answer(StatusCode::BAD_REQUEST, &json!({ "__type": code, "message": message }))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.1")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests;
