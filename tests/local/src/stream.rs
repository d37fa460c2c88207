//! A table's stream: its records, in order, to the function that follows them, by the rules of Lambda's stream mappings.

use dynoxide::Database;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::data;
use crate::deliveries::{Deliveries, Delivery};
use crate::invoke::{Handler, call};
use crate::stop::Stopped;
use crate::template::{ACCOUNT, REGION, StreamTrigger};
use crate::timeline::{Place, Step};

/// How often an idle stream is looked at.
const POLL: Duration = Duration::from_millis(50);
/// The pause before the first retry, doubled for each further one up to `LONGEST_PAUSE`.
const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Follows one stream.
pub(crate) struct Pump {
    /// Where the table is.
    pub(crate) database: Database,
    /// The table's name.
    pub(crate) table: String,
    /// The mapping.
    pub(crate) trigger: StreamTrigger,
    /// What is called.
    pub(crate) handler: Handler,
    /// The function's name.
    pub(crate) function: String,
    /// Where the sequence number of the last record that is done with is kept.
    pub(crate) position: PathBuf,
    /// Where dead letters are recorded.
    pub(crate) deliveries: Deliveries,
}

/// What became of a call.
enum Outcome {
    Done,
    /// The record with this index failed, and all before it are done.
    FailedAt(usize, String),
    /// All failed, as far as anybody knows.
    Failed(String),
}

impl Pump {
    /// Follows the stream until stop is said.
    pub(crate) async fn run(self, stopped: Stopped) {
        loop {
            let pause = match self.next().await {
                Ok(records) if records.is_empty() => POLL,
                Ok(records) => {
                    self.deliver(records, &stopped).await;
                    Duration::ZERO
                }
                Err(problem) => {
                    tracing::error!(table = self.table, problem, "the stream cannot be read");
                    LONGEST_PAUSE
                }
            };
            if stopped.within(pause).await {
                return;
            }
        }
    }

    /// The next records after those that are done with, as Lambda hands them over.
    async fn next(&self) -> Result<Vec<Value>, String> {
        let after = fs::read_to_string(&self.position).ok();
        let (database, table, limit) = (self.database.clone(), self.table.clone(), self.trigger.batch_size);
        tokio::task::spawn_blocking(move || read(&database, &table, after, limit))
            .await
            .map_err(|error| error.to_string())?
    }

    /// Delivers one batch of records, whole, in order, or until stop is said.
    async fn deliver(&self, mut records: Vec<Value>, stopped: &Stopped) {
        let last = records.last().cloned();
        // DynamoDB leaves no record of a write that changes nothing
        records.retain(|record| record["dynamodb"]["OldImage"] != record["dynamodb"]["NewImage"]);
        for record in &records {
            let kind = record["eventName"].as_str().unwrap_or_default();
            self.deliveries
                .timeline()
                .note(Step::new(Place::Stream, kind, &self.table).about(&record["dynamodb"]["Keys"]));
        }
        // the last one is the next, so that a batch can be split where it stands
        let mut batches = vec![records];
        while let Some(mut batch) = batches.pop().filter(|batch| !batch.is_empty()) {
            let mut attempt = 0;
            loop {
                let (problem, split) = match self.attempt(&batch).await {
                    Outcome::Done => {
                        self.done_with(&batch);
                        break;
                    }
                    Outcome::FailedAt(0, problem) => (problem, false),
                    Outcome::FailedAt(first, problem) => {
                        let rest = batch.split_off(first);
                        self.done_with(&batch);
                        batch = rest;
                        attempt = 0;
                        (problem, false)
                    }
                    Outcome::Failed(problem) => (problem, self.trigger.bisect && batch.len() > 1),
                };
                tracing::warn!(function = self.function, problem, attempt, "a batch of changes failed");
                let pause = PAUSE.saturating_mul(2_u32.saturating_pow(attempt)).min(LONGEST_PAUSE);
                if split {
                    // which does not count as a retry
                    batches.push(batch.split_off(batch.len() / 2));
                } else if self.trigger.retries.is_some_and(|retries| attempt >= retries) {
                    self.give_up(&batch, &problem);
                    break;
                } else {
                    attempt += 1;
                }
                if stopped.within(pause).await {
                    return;
                }
            }
        }
        self.done_with(last.as_slice());
    }

    async fn attempt(&self, batch: &[Value]) -> Outcome {
        let answer = match call(&self.handler, json!({ "Records": batch })).await {
            Ok(answer) if self.trigger.reports_failures => answer,
            Ok(_) => return Outcome::Done,
            Err(problem) => return Outcome::Failed(problem),
        };
        let failures = answer["batchItemFailures"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Lambda goes on from the lowest of them, and takes one that it does not know as the failure of the whole batch
        let mut first = batch.len();
        for failure in failures {
            let failed = &failure["itemIdentifier"];
            match batch.iter().position(|record| record["dynamodb"]["SequenceNumber"] == *failed) {
                Some(index) => first = first.min(index),
                None => return Outcome::Failed(format!("the function reported {failed}, which is not in its batch")),
            }
        }
        match batch.get(first) {
            None => Outcome::Done,
            Some(record) => {
                Outcome::FailedAt(first, format!("the function reported {}", record["dynamodb"]["SequenceNumber"]))
            }
        }
    }

    fn give_up(&self, batch: &[Value], problem: &str) {
        tracing::error!(function = self.function, problem, "a batch of changes failed for good");
        let target = self.trigger.dead_letters.as_deref().unwrap_or("nowhere");
        self.deliveries.record(Delivery::dead_letter(target, &self.function, problem, json!({ "Records": batch })));
        self.done_with(batch);
    }

    /// Remembers, beyond a restart, that `batch` and all before it are done with.
    fn done_with(&self, batch: &[Value]) {
        let Some(last) = batch.last().and_then(|record| record["dynamodb"]["SequenceNumber"].as_str()) else {
            return;
        };
        if let Err(error) = data::replace(&self.position, last) {
            tracing::error!(%error, file = %self.position.display(), "the place in the stream was not kept");
        }
    }
}

fn read(database: &Database, table: &str, after: Option<String>, limit: usize) -> Result<Vec<Value>, String> {
    let described = database.describe_table(DescribeTableRequest { table_name: table.to_owned() });
    let described = described.map_err(|error| error.to_string())?.table;
    let arn = described.latest_stream_arn.ok_or("the table has no stream")?;
    let kind = if after.is_some() { "AFTER_SEQUENCE_NUMBER" } else { "TRIM_HORIZON" };
    let iterator = database.get_shard_iterator(GetShardIteratorRequest {
        stream_arn: arn,
        shard_id: dynoxide::streams::shard_id(table),
        shard_iterator_type: kind.to_owned(),
        sequence_number: after,
    });
    let shard_iterator = iterator.map_err(|error| error.to_string())?.shard_iterator.ok_or("the shard is closed")?;
    let records = database.get_records(GetRecordsRequest { shard_iterator, limit: Some(limit) });
    let label = described.latest_stream_label.unwrap_or_default();
    let source = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/{label}");
    let records = records.map_err(|error| error.to_string())?.records;
    records.iter().map(|record| shaped(record, &source).map_err(|error| error.to_string())).collect()
}

/// A record as Lambda hands it over.
fn shaped(record: &dynoxide::actions::get_records::Record, source: &str) -> serde_json::Result<Value> {
    let mut record = serde_json::to_value(record)?;
    record["awsRegion"] = Value::from(REGION);
    record["eventSourceARN"] = Value::from(source);
    Ok(record)
}

#[cfg(test)]
mod tests;
