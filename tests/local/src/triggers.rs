//! S3's notifications: new objects call the functions that the template has for them.

use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::invoke::Invoker;
use crate::storage::Created;
use crate::template::{REGION, UploadTrigger};
use crate::timeline::{Place, Step, Timeline, owner};

/// The notifications of all buckets.
pub(crate) struct Triggers {
    /// For each: the bucket's name, the trigger, and the function.
    all: Vec<(String, UploadTrigger, Invoker)>,
    sequence: AtomicU64,
    timeline: Timeline,
}

impl Triggers {
    /// Notifications by `triggers`; every new object is noted in `timeline`.
    pub(crate) fn new(triggers: Vec<(String, UploadTrigger, Invoker)>, timeline: &Timeline) -> Self {
        // from the clock, so that events after a restart sort after those before it
        let start = u64::try_from(jiff::Timestamp::now().as_microsecond()).unwrap_or_default();
        Self { all: triggers, sequence: AtomicU64::new(start), timeline: timeline.clone() }
    }

    /// Calls what `created` has to call.
    pub(crate) fn notify(&self, created: &Created) {
        self.timeline.note(step(created));
        let sequencer = format!("{:018X}", self.sequence.fetch_add(1, Ordering::SeqCst));
        for (bucket, trigger, invoker) in &self.all {
            if *bucket == created.bucket && wants(trigger, created) {
                invoker.invoke(event(created, &trigger.function, &sequencer));
            }
        }
    }
}

/// A new object as a step of the timeline, without the part of its key that nobody can guess.
fn step(created: &Created) -> Step {
    let parts: Vec<&str> = created.key.split('/').collect();
    let number = parts.get(2).and_then(|id| id.get(..10)?.parse::<u64>().ok());
    let detail = match (number, parts.get(3)) {
        (Some(number), Some(file)) => format!("{}/, upload {number}, {file}, {} bytes", parts[0], created.size),
        (Some(number), None) => format!("{}/, upload {number}, {} bytes", parts[0], created.size),
        (None, _) => format!("{} bytes", created.size),
    };
    Step::new(Place::S3, created.event, &detail).about_user(owner(&created.key).unwrap_or_default())
}

/// Whether `trigger` is for this object.
fn wants(trigger: &UploadTrigger, created: &Created) -> bool {
    let named = |pattern: &String| {
        let pattern = pattern.strip_prefix("s3:").unwrap_or(pattern);
        match pattern.strip_suffix('*') {
            Some(start) => created.event.starts_with(start),
            None => created.event == pattern,
        }
    };
    created.key.starts_with(&trigger.prefix)
        && created.key.ends_with(&trigger.suffix)
        && trigger.events.iter().any(named)
}

/// The event, as S3 sends it.
fn event(created: &Created, configuration: &str, sequencer: &str) -> Value {
    // keys are sent as a form would send them, but for the slashes
    let key: Vec<String> =
        created.key.split('/').map(|part| url::form_urlencoded::byte_serialize(part.as_bytes()).collect()).collect();
    let request = uuid::Uuid::new_v4().to_string();
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": jiff::Timestamp::now().to_string(),
        "eventName": created.event,
        "userIdentity": { "principalId": "AWS:local" },
        "requestParameters": { "sourceIPAddress": "127.0.0.1" },
        "responseElements": { "x-amz-request-id": request, "x-amz-id-2": request },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": configuration,
            "bucket": {
                "name": created.bucket,
                "ownerIdentity": { "principalId": "local" },
                "arn": format!("arn:aws:s3:::{}", created.bucket),
            },
            "object": {
                "key": key.join("/"),
                "size": created.size,
                "eTag": created.etag,
                "sequencer": sequencer,
            },
        },
    }] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lambda_events::s3::S3Event;

    fn created(key: &str) -> Created {
        Created {
            bucket: "avatars".to_owned(),
            key: key.to_owned(),
            size: 7,
            etag: "d41d8cd98f00b204e9800998ecf8427e".to_owned(),
            event: "ObjectCreated:Put",
        }
    }

    #[test]
    fn an_event_looks_as_s3_sends_it() {
        let event = event(&created("incoming/u 1/a+b/ä.jpg"), "Upload", "00640B1B2C3D4E5F60");
        let event: S3Event = serde_json::from_value(event).unwrap();
        let record = &event.records[0];
        assert_eq!(record.event_name.as_deref(), Some("ObjectCreated:Put"));
        assert_eq!(record.s3.bucket.name.as_deref(), Some("avatars"));
        let object = &record.s3.object;
        assert_eq!(object.key.as_deref(), Some("incoming/u+1/a%2Bb/%C3%A4.jpg"));
        assert_eq!((object.size, object.sequencer.as_deref()), (Some(7), Some("00640B1B2C3D4E5F60")));
        assert_eq!(object.e_tag.as_deref(), Some("d41d8cd98f00b204e9800998ecf8427e"));
    }

    #[test]
    fn a_trigger_wants_its_prefix_suffix_and_events_only() {
        let trigger = |events: &str| UploadTrigger {
            events: vec![events.to_owned()],
            prefix: "incoming/".to_owned(),
            suffix: ".jpg".to_owned(),
            ..UploadTrigger::default()
        };
        assert!(wants(&trigger("s3:ObjectCreated:*"), &created("incoming/a.jpg")));
        assert!(wants(&trigger("s3:ObjectCreated:Put"), &created("incoming/a.jpg")));
        assert!(!wants(&trigger("s3:ObjectCreated:Post"), &created("incoming/a.jpg")));
        assert!(!wants(&trigger("s3:ObjectCreated:*"), &created("avatars/a.jpg")));
        assert!(!wants(&trigger("s3:ObjectCreated:*"), &created("incoming/a.png")));
    }
}
