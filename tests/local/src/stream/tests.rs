use super::*;
use crate::template::Template;
use aws_lambda_events::dynamodb::Event;
use futures::FutureExt;
use std::sync::{Arc, Mutex};

/// What a handler does with a batch of ids: nothing, or the failure that it answers with.
type Verdict = dyn Fn(usize, &[String]) -> Result<Option<String>, String> + Send + Sync;

struct Rig {
    folder: tempfile::TempDir,
    database: Database,
    template: Template,
    batches: Arc<Mutex<Vec<Vec<String>>>>,
    deliveries: Deliveries,
}

impl Rig {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let template = Template::load().unwrap();
        let database = crate::dynamodb::open(&folder.path().join("dynamodb.db"), &template).unwrap();
        Self { folder, database, template, batches: Arc::default(), deliveries: Deliveries::default() }
    }

    fn put(&self, id: &str) {
        let item = json!({ "TableName": "profile-profiles-dev", "Item": { "user_id": { "S": id } } });
        self.database.put_item(serde_json::from_value(item).unwrap()).unwrap();
    }

    /// A pump whose handler notes each batch and answers as `verdict` says; a failure names the id that failed.
    fn pump(&mut self, retries: u32, bisect: bool, verdict: &'static Verdict) -> Pump {
        let batches = Arc::clone(&self.batches);
        let handler: Handler = Arc::new(move |event| {
            let event: Event = serde_json::from_value(event).unwrap();
            let keys = event.records.iter().map(|record| record.change.keys.clone().into_inner());
            let ids: Vec<String> = keys.map(|keys| format!("{:?}", keys["user_id"])).collect();
            let ids: Vec<String> = ids.iter().map(|id| id.split('"').nth(1).unwrap().to_owned()).collect();
            let mut batches = batches.lock().unwrap();
            batches.push(ids.clone());
            let answer = verdict(batches.len(), &ids).map(|failed| {
                let number = failed.and_then(|failed| ids.iter().position(|id| *id == failed));
                let number = number.and_then(|at| event.records[at].change.sequence_number.clone());
                json!({ "batchItemFailures": number.iter().map(|n| json!({ "itemIdentifier": n })).collect::<Value>() })
            });
            async move { answer.map_err(Into::into) }.boxed()
        });
        let mut trigger = self.template.streams.pop().or_else(|| Template::load().unwrap().streams.pop()).unwrap();
        trigger.retries = Some(retries);
        trigger.bisect = bisect;
        Pump {
            database: self.database.clone(),
            table: "profile-profiles-dev".to_owned(),
            trigger,
            handler,
            function: "publish-changes".to_owned(),
            position: self.folder.path().join("stream.position"),
            deliveries: self.deliveries.clone(),
        }
    }

    /// Delivers everything that is there, and answers the batches that the handler saw.
    async fn drain(&self, pump: &Pump) -> Vec<Vec<String>> {
        let (_stop, stopped) = crate::stop::channel();
        loop {
            let records = pump.next().await.unwrap();
            if records.is_empty() {
                return std::mem::take(&mut *self.batches.lock().unwrap());
            }
            pump.deliver(records, &stopped).await;
        }
    }
}

#[tokio::test]
async fn records_come_once_and_in_order_even_over_a_restart() {
    let mut rig = Rig::new();
    let pump = rig.pump(5, false, &|_, _| Ok(None));
    rig.put("a");
    rig.put("b");
    assert_eq!(rig.drain(&pump).await, [["a", "b"]]);
    rig.put("c");
    let restarted = rig.pump(5, false, &|_, _| Ok(None));
    assert_eq!(rig.drain(&restarted).await, [["c"]]);
    assert!(rig.drain(&restarted).await.is_empty());
}

#[tokio::test]
async fn a_write_that_changes_nothing_leaves_no_record() {
    let mut rig = Rig::new();
    let pump = rig.pump(0, false, &|_, _| Ok(None));
    rig.put("a");
    rig.put("a");
    assert_eq!(rig.drain(&pump).await, [["a"]]);
    rig.put("a");
    assert!(rig.drain(&pump).await.is_empty());
}

#[tokio::test]
async fn a_record_looks_as_lambda_hands_it_over() {
    let mut rig = Rig::new();
    let pump = rig.pump(0, false, &|_, _| Ok(None));
    rig.put("a");
    let item = json!({ "TableName": "profile-profiles-dev", "Item": { "user_id": { "S": "a" }, "bio": { "S": "x" } } });
    rig.database.put_item(serde_json::from_value(item).unwrap()).unwrap();
    let records = pump.next().await.unwrap();
    let names: Vec<_> = records.iter().map(|record| record["eventName"].as_str().unwrap()).collect();
    assert_eq!(names, ["INSERT", "MODIFY"]);
    assert_eq!(records[1]["awsRegion"], "us-east-1");
    assert!(records[1]["eventSourceARN"].as_str().unwrap().contains(":table/profile-profiles-dev/stream/"));
    assert_eq!(records[1]["dynamodb"]["OldImage"], json!({ "user_id": { "S": "a" } }));
    assert_eq!(records[1]["dynamodb"]["NewImage"]["bio"], json!({ "S": "x" }));
}

#[tokio::test(start_paused = true)]
async fn a_reported_failure_is_retried_from_its_record_on() {
    let mut rig = Rig::new();
    let pump = rig.pump(5, false, &|call, _| Ok((call == 1).then(|| "b".to_owned())));
    for id in ["a", "b", "c"] {
        rig.put(id);
    }
    assert_eq!(rig.drain(&pump).await, [vec!["a", "b", "c"], vec!["b", "c"]]);
    assert!(rig.deliveries.all().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_poisonous_record_is_narrowed_down_and_given_up_alone() {
    let mut rig = Rig::new();
    let pump = rig.pump(2, true, &|_, ids| {
        if ids.contains(&"c".to_owned()) { Err("poison".into()) } else { Ok(None) }
    });
    for id in ["a", "b", "c", "d"] {
        rig.put(id);
    }
    let batches = rig.drain(&pump).await;
    assert_eq!(batches[..2], [vec!["a", "b", "c", "d"], vec!["a", "b"]]);
    assert_eq!(batches.last().unwrap(), &["d"]);
    let letters = rig.deliveries.all();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].target, "FailedChangesBucket");
    assert_eq!(letters[0].event["Records"].as_array().unwrap().len(), 1);
    assert_eq!(letters[0].event["Records"][0]["dynamodb"]["Keys"]["user_id"]["S"], "c");
}
