//! The JSON Schemas of docs/events, held against what the service sends and takes.

use std::{collections::BTreeSet, fs, path::PathBuf};

use domain::{
    Time,
    activity::{Activity, Kind},
};
use jsonschema::{Registry, Validator};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{eventually, new_user, photo, send, service};

/// The types of events that this service publishes.
const PUBLISHED: [&str; 6] = [
    "profile_created",
    "profile_updated",
    "avatar_updated",
    "privacy_updated",
    "preferences_updated",
    "profile_deleted",
];
/// Schemas that others refer to.
const PARTS: [&str; 5] = ["activity", "change", "envelope", "public-profile", "webhook"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every schema by its name.
struct Schemas(Vec<(String, Value)>);

impl Schemas {
    fn load() -> Self {
        let files = fs::read_dir(root().join("docs/events")).unwrap().map(|entry| entry.unwrap().path());
        Self(
            files
                .map(|file| {
                    let name = file.file_name().unwrap().to_str().unwrap().strip_suffix(".schema.json").unwrap();
                    (name.to_owned(), serde_json::from_slice(&fs::read(&file).unwrap()).unwrap())
                })
                .collect(),
        )
    }

    /// The types of events that this service takes.
    fn taken(&self) -> impl Iterator<Item = &(String, Value)> {
        self.0.iter().filter(|(name, _)| !PARTS.contains(&name.as_str()) && !PUBLISHED.contains(&name.as_str()))
    }

    fn validator(&self, name: &str) -> Validator {
        let id = |schema: &Value| schema["$id"].as_str().unwrap().to_owned();
        let mut registry = Registry::new();
        for (_, schema) in &self.0 {
            registry = registry.add(id(schema), schema.clone()).unwrap();
        }
        let registry = registry.prepare().unwrap();
        let (_, schema) = self.0.iter().find(|(found, _)| found == name).unwrap_or_else(|| panic!("no schema {name}"));
        jsonschema::options().with_registry(&registry).should_validate_formats(true).build(schema).unwrap()
    }
}

/// Fails the test if `value` is not as `validator` has it.
fn check(validator: &Validator, what: &str, value: &Value) {
    let faults: Vec<_> = validator.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{what}: {}\n{value:#}", faults.join("; "));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_as_its_schema_says() {
    // X1-X4, X8
    let (service, user) = (service(), new_user());
    service.get(&user, "/v1/profile").await.data();
    let edit = json!({
        "displayName": "Ada Lovelace", "bio": "Numbers", "location": "London", "timezone": "Europe/London",
        "interests": ["looms"], "skills": ["notes"], "socialLinks": {"github": "https://github.com/ada"},
    });
    service.put_profile(&user, &edit).await.data();
    service.upload(&user, "image/jpeg", photo("landscape.jpg")).await;
    service.put_profile(&user, &json!({"preferences": {"privacy": {"showOnlineStatus": true}}})).await.data();
    service.put_profile(&user, &json!({"privacy": {"bio": "private", "location": "authenticated"}})).await.data();
    send(service.request_as(&user, Method::DELETE, "/v1/profile")).await.data();

    let schemas = Schemas::load();
    let (webhook, envelope) = (schemas.validator("webhook"), schemas.validator("envelope"));
    for target in ["chat", "post", "sns:profile-notifications-dev"] {
        let told = eventually(async || {
            let told = service.received(target, &user);
            let kinds: BTreeSet<_> =
                told.iter().map(|delivery| delivery["type"].as_str().unwrap().to_owned()).collect();
            (kinds == PUBLISHED.map(str::to_owned).into()).then_some(told)
        })
        .await;
        for delivery in told {
            let (kind, event) = (delivery["type"].as_str().unwrap(), &delivery["event"]);
            let body = event.get("detail").unwrap_or(event);
            check(&webhook, kind, body);
            check(&schemas.validator(kind), kind, body);
            if target.starts_with("sns:") {
                check(&envelope, kind, event);
            }
            // and the schema would see a field that the public has no business with
            let mut leaking = body.clone();
            leaking["email"] = json!("ada@example.com");
            assert!(!webhook.is_valid(&leaking));
            if body["profile"].is_object() {
                let mut leaking = body.clone();
                leaking["profile"]["privacy"] = json!({"bio": "private"});
                assert!(!webhook.is_valid(&leaking));
            }
        }
    }
}

#[test]
fn what_is_taken_is_what_its_schema_says_and_nothing_else() {
    // X10
    let schemas = Schemas::load();
    let (published, now) = (Time::from_seconds(1_759_141_801), Time::from_seconds(1_759_141_900));
    for (name, schema) in schemas.taken() {
        let (validator, kind) = (schemas.validator(name), Kind::of("auth-svc", name).unwrap());
        let agree = |what: &str, detail: &Value| {
            let taken = Activity::parse("auth-svc", kind, detail, published, now);
            assert_eq!(validator.is_valid(detail), taken.is_ok(), "{name}, {what}: {taken:?}\n{detail:#}");
            taken.is_ok()
        };
        let example = &schema["examples"][0];
        assert!(agree("the example", example));
        for field in ["eventId", "userId", "actorId", "isAnonymous", "occurredAt", "displayName"] {
            let mut without = example.clone();
            without.as_object_mut().unwrap().remove(field);
            agree(&format!("without {field}"), &without);
            for wrong in [json!(1), json!([]), json!(""), json!("a b"), json!("x".repeat(129))] {
                let mut broken = example.clone();
                broken[field] = wrong;
                agree(&format!("another {field}"), &broken);
            }
        }
        for needed in schema["required"].as_array().into_iter().flatten() {
            let mut without = example.clone();
            without.as_object_mut().unwrap().remove(needed.as_str().unwrap());
            assert!(!validator.is_valid(&without), "{name} without {needed}");
        }
    }
}

#[test]
fn every_type_of_the_rules_has_a_schema_and_every_sample_is_as_its_schema_says() {
    let schemas = Schemas::load();
    let template: yaml_serde::Value =
        yaml_serde::from_str(&fs::read_to_string(root().join("template.yaml")).unwrap()).unwrap();
    let types = |rule: &str| -> BTreeSet<String> {
        let types = &template["Resources"][rule]["Properties"]["EventPattern"]["detail-type"];
        types.as_sequence().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(types("ProfileEventsRule"), PUBLISHED.map(str::to_owned).into());
    let mut taken: BTreeSet<_> = schemas.taken().map(|(name, _)| name.clone()).collect();
    // another name of comment.created
    taken.insert("post.comment_created".to_owned());
    assert_eq!(types("ActivityRule"), taken);

    let sample: Value =
        serde_json::from_slice(&fs::read(root().join("tests/events/record-activity.json")).unwrap()).unwrap();
    let body: Value = serde_json::from_str(sample["Records"][0]["body"].as_str().unwrap()).unwrap();
    check(&schemas.validator("envelope"), "tests/events/record-activity.json", &body);
    check(&schemas.validator(body["detail-type"].as_str().unwrap()), "its detail", &body["detail"]);

    let text = fs::read_to_string(root().join("docs/EVENTS.md")).unwrap();
    let mut samples = 0;
    for block in text.split("```json\n").skip(1) {
        let sample: Value = serde_json::from_str(block.split("```").next().unwrap()).unwrap();
        let name = if sample.get("detail").is_some() { "envelope" } else { "webhook" };
        check(&schemas.validator(name), "a sample of docs/EVENTS.md", &sample);
        samples += 1;
    }
    assert_eq!(samples, 2, "docs/EVENTS.md has a sample of what is sent, and one of what is taken");
}
