//! The way from the table to the bus: every change arrives, in order, whatever the bus does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use publish_changes::Deps;
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::flaky_bus::{FlakyBus, Habits};
use crate::harness::{Service, eventually, new_user, service, service_between};

type Row = HashMap<String, AttributeValue>;

/// `row` as it is after `rev` writes.
fn at_rev(row: &Row, rev: u64) -> Row {
    let mut row = row.clone();
    row.insert("rev".to_owned(), AttributeValue::N(rev.to_string()));
    row.insert("bio".to_owned(), AttributeValue::S(format!("bio {rev}")));
    row
}

/// Writes `rows` in as few calls as can be.
async fn write(service: &Service, rows: Vec<Row>) {
    let client = aws_sdk_dynamodb::Client::new(&service.aws().sdk);
    for chunk in rows.chunks(25) {
        let puts = chunk.iter().map(|row| {
            let put = PutRequest::builder().set_item(Some(row.clone())).build().unwrap();
            WriteRequest::builder().put_request(put).build()
        });
        let written = client.batch_write_item().request_items("profile-profiles-dev", puts.collect()).send().await;
        assert!(written.unwrap().unprocessed_items().is_none_or(HashMap::is_empty));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_changes_arrive_over_a_bus_that_fails() {
    // X5, X6
    const USERS: usize = 50;
    const CHANGES: u64 = 100;
    let bus = FlakyBus::start(Habits { refused: 20, failed: 5, lost: 5, hangs: false }, Chance::said());
    let service = service_between(&[("AWS_ENDPOINT_URL_EVENTBRIDGE", bus.url())]);
    let rows = some_rows(&service, USERS).await;
    for rev in 2..=CHANGES {
        write(&service, rows.iter().map(|row| at_rev(row, rev)).collect()).await;
    }
    let want = USERS * usize::try_from(CHANGES).unwrap();
    eventually(async || (bus.distinct() == want).then_some(())).await;
    let taken = bus.taken();
    assert!(taken.len() > want, "nothing came twice, so no answer was lost");
    // what a consumer makes of it that knows each event by its id
    let mut known = BTreeSet::new();
    let mut revs: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for event in taken.iter().filter(|event| known.insert(event["eventId"].to_string())) {
        let rev = event["rev"].as_u64().unwrap();
        assert!(rev == 1 || event["profile"]["bio"] == format!("bio {rev}"), "{event}");
        revs.entry(event["userId"].to_string()).or_default().push(rev);
    }
    assert_eq!(revs.len(), USERS);
    for (user, revs) in revs {
        assert!(revs.iter().copied().eq(1..=CHANGES), "{user}: each once and in order: {revs:?}");
    }
}

/// `row` in the JSON of streams.
fn image(row: &Row) -> Value {
    row.iter().map(|(name, value)| (name.clone(), attribute(value))).collect::<serde_json::Map<_, _>>().into()
}

fn attribute(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::L(items) => json!({ "L": items.iter().map(attribute).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": image(map) }),
        other => panic!("{other:?} is in no profile"),
    }
}

/// A batch of the stream with `changes` of each of the profiles in `rows`, one after the other.
fn batch(rows: &[Row], changes: u64) -> aws_lambda_events::dynamodb::Event {
    let all = rows.iter().enumerate().flat_map(|(user, row)| (1..=changes).map(move |rev| (user, row, rev)));
    let records: Vec<_> = all
        .map(|(user, row, rev)| {
            json!({
                "eventID": format!("change {rev} of {user}"), "eventName": "MODIFY", "eventVersion": "1.1", "awsRegion": "us-east-1",
                "eventSource": "aws:dynamodb", "dynamodb": {
                    "ApproximateCreationDateTime": 1, "SequenceNumber": (user as u64 * changes + rev).to_string(), "SizeBytes": 1,
                    "OldImage": image(&at_rev(row, rev)), "NewImage": image(&at_rev(row, rev + 1)),
                    "Keys": {}, "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
            })
        })
        .collect();
    serde_json::from_value(json!({ "Records": records })).unwrap()
}

async fn some_rows(service: &Service, users: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for _ in 0..users {
        let user = new_user();
        service.get(&user, "/v1/profile").await.data();
        rows.push(service.row(&user).await);
    }
    rows
}

/// The ids of what `bus` took, oldest first.
fn ids(bus: &FlakyBus) -> Vec<String> {
    bus.taken().iter().map(|event| event["eventId"].as_str().unwrap().to_owned()).collect()
}

fn deps(service: &Service, bus: &FlakyBus) -> Deps {
    let changes = [("AWS_ENDPOINT_URL_EVENTBRIDGE", bus.url()), ("EVENT_BUS_NAME", "profile-events-dev")];
    Deps::from_env(&service.aws_as("publish-changes", &changes)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_ends_while_it_publishes_is_made_good_by_the_next() {
    // X5
    let (service, bus) = (service(), FlakyBus::start(Habits { hangs: true, ..Habits::default() }, Chance::new(1)));
    let (rows, deps) = (some_rows(service, 1).await, deps(service, &bus));
    for ends in 1..=3 {
        tokio::select! {
            _ = publish_changes::handle(&deps, batch(&rows, 3)) => panic!("it has ended"),
            () = eventually(async || (bus.taken().len() == ends).then_some(())) => {}
        }
    }
    bus.behave(Habits::default());
    let response = publish_changes::handle(&deps, batch(&rows, 3)).await.unwrap();
    assert!(response.batch_item_failures.is_empty());
    let again = ["change 1 of 0"; 3].into_iter();
    assert!(ids(&bus).into_iter().eq(again.chain(["change 1 of 0", "change 2 of 0", "change 3 of 0"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bus_refuses_again_and_again_is_where_the_next_call_begins() {
    let (service, bus) = (service(), FlakyBus::start(Habits::default(), Chance::new(1)));
    let (rows, deps) = (some_rows(service, 1).await, deps(service, &bus));
    bus.behave(Habits { refused: 100, ..Habits::default() });
    let response = publish_changes::handle(&deps, batch(&rows, 3)).await.unwrap();
    let failed: Vec<_> =
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_deref()).collect();
    assert_eq!(failed, [Some("1")], "and none after it, which would come before it");
    assert!(bus.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bus_refuses_is_sent_again_alone_and_not_overtaken_by_the_same_user() {
    let (service, bus) = (service(), FlakyBus::start(Habits::default(), Chance::new(7)));
    let (rows, deps) = (some_rows(service, 10).await, deps(service, &bus));
    bus.behave(Habits { refused: 25, ..Habits::default() });
    // as a batch of the stream is handed over again from the first that failed
    let mut records = batch(&rows, 5).records;
    while !records.is_empty() {
        let mut event = aws_lambda_events::dynamodb::Event::default();
        event.records.clone_from(&records);
        let failed = publish_changes::handle(&deps, event).await.unwrap().batch_item_failures.pop();
        let done = failed.map_or(records.len(), |failed| {
            records.iter().position(|record| record.change.sequence_number == failed.item_identifier).unwrap()
        });
        records.drain(..done);
    }
    for user in 0..rows.len() {
        let of_user: Vec<_> = ids(&bus).into_iter().filter(|id| id.ends_with(&format!(" of {user}"))).collect();
        assert!(of_user.iter().cloned().eq((1..=5).map(|rev| format!("change {rev} of {user}"))), "{of_user:?}");
    }
}
