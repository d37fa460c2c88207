//! Aliases when many ask at once, and when DynamoDB answers badly or not at all.

use std::{collections::BTreeSet, sync::Arc};

use aws_lc_rs::hmac;
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use domain::{
    Time, UserId,
    alias::{ANIMALS, Alias, Context},
};
use table::{AliasRows, Aliases, Allowed, Rates};

use crate::{
    faults::{Fault, Faults},
    harness::{new_user, service},
};

const KEY: &str = "a key of the tests with more than 32 bytes";

/// The table behind a proxy.
struct Table {
    faults: Faults,
    aliases: Arc<Aliases>,
    rows: AliasRows,
    rates: Arc<Rates>,
}

fn table() -> Table {
    let service = service();
    let faults = Faults::before(service.stack());
    let aws = service.aws_with(&[
        ("AWS_ENDPOINT_URL_DYNAMODB", faults.url()),
        ("DYNAMODB_TABLE_ALIASES", "profile-aliases-dev"),
        ("ALIAS_KEY", KEY),
    ]);
    let (aliases, rates) = (Aliases::from_env(&aws).unwrap(), Rates::from_env(&aws).unwrap());
    let rows = AliasRows::from_env(&aws).unwrap();
    Table { faults, aliases: Arc::new(aliases), rows, rates: Arc::new(rates) }
}

fn seed() -> u64 {
    let seed = uuid::Uuid::new_v4().as_u64_pair().0;
    println!("SEED={seed}");
    seed
}

fn now() -> Time {
    jiff::Timestamp::now().into()
}

fn user() -> UserId {
    new_user().parse().unwrap()
}

fn room() -> Context {
    Context::parse(Some(&format!("room_{}", uuid::Uuid::new_v4().simple())), Some("chat_room"), "").unwrap()
}

impl Table {
    /// What `users` get who all ask for their alias in `room` at once.
    async fn rush(&self, users: impl IntoIterator<Item = UserId>, room: &Context) -> Vec<Alias> {
        let asking: Vec<_> = users
            .into_iter()
            .map(|user| {
                let (aliases, room) = (Arc::clone(&self.aliases), room.clone());
                tokio::spawn(async move { aliases.current(&user, &room, None, now()).await.unwrap() })
            })
            .collect();
        let mut got = Vec::new();
        for asking in asking {
            got.push(asking.await.unwrap());
        }
        got
    }

    /// Every alias of `user` that the table has.
    async fn all(&self, user: &UserId) -> Vec<Alias> {
        self.rows.history(user, None, now()).await.unwrap().aliases
    }
}

/// Puts the locks on all names of `animals` in `room`.
async fn take_names(room: &Context, animals: &[&str]) {
    let client = aws_sdk_dynamodb::Client::new(&service().aws().sdk);
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes());
    let end = AttributeValue::N(now().plus_seconds(3600).seconds().to_string());
    let numbered = |animal: &&str| (1..=999).map(|number| format!("Anonymous_{animal}_{number}")).collect::<Vec<_>>();
    for names in animals.iter().flat_map(numbered).collect::<Vec<_>>().chunks(25) {
        let writes = names.iter().map(|name| {
            let text = format!("name\0{}\0{}\0{name}", room.kind.name(), room.id);
            let lock = format!("name#{}", hex::encode(hmac::sign(&key, text.as_bytes())));
            let put = PutRequest::builder().item("alias_id", AttributeValue::S(lock)).item("expires_at", end.clone());
            WriteRequest::builder().put_request(put.build().unwrap()).build()
        });
        let batch = client.batch_write_item().request_items("profile-aliases-dev", writes.collect());
        batch.send().await.unwrap();
    }
}

fn ids(aliases: &[Alias]) -> BTreeSet<String> {
    aliases.iter().map(|alias| alias.id.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_request_is_one_transaction_and_a_later_one_two_calls() {
    let (table, user, room) = (table(), user(), room());
    let first = table.aliases.current(&user, &room, None, now()).await.unwrap();
    let faults = &table.faults;
    assert_eq!((faults.calls("GetItem"), faults.calls("TransactWriteItems"), faults.all_calls()), (1, 1, 2));
    faults.clear();
    let again = table.aliases.current(&user, &room, None, now()).await.unwrap();
    assert_eq!((faults.calls("GetItem"), faults.calls("UpdateItem"), faults.all_calls()), (1, 1, 2));
    assert_eq!((again.id, first.usage_count, again.usage_count), (first.id, 1, 2));
    faults.clear();
    table.aliases.regenerate(&user, &room, None, now()).await.unwrap();
    assert_eq!((faults.calls("GetItem"), faults.calls("TransactWriteItems"), faults.all_calls()), (1, 1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_first_requests_of_one_person_make_one_alias() {
    // L18
    let (table, user, room) = (table(), user(), room());
    table.faults.randomly("TransactWriteItems", Fault::TransactionCanceled, 40, seed());
    let got = table.rush(vec![user.clone(); 100], &room).await;
    assert_eq!(ids(&got).len(), 1);
    table.faults.clear();
    let all = table.all(&user).await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].usage_count, 100, "every use is counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_people_in_one_room_have_three_hundred_names() {
    // L7
    let (table, room) = (table(), room());
    // somebody has every name of ten animals already, so that one draw in ten meets a lock
    let taken = &ANIMALS[..10];
    take_names(&room, taken).await;
    table.faults.randomly("TransactWriteItems", Fault::TransactionCanceled, 20, seed());
    let users: Vec<_> = (0..300).map(|_| user()).collect();
    let got = table.rush(users.clone(), &room).await;
    assert!(table.faults.injected() > 0);
    let names: BTreeSet<_> = got.iter().map(|alias| alias.name.to_string()).collect();
    assert_eq!((names.len(), ids(&got).len()), (300, 300));
    assert!(got.iter().all(|alias| !taken.contains(&alias.name.animal())), "{names:?}");
    table.faults.clear();
    for (user, alias) in users.iter().zip(&got).step_by(10) {
        assert_eq!(ids(&table.all(user).await), [alias.id.to_string()].into());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_makes_no_second_alias() {
    for fault in [Fault::ResetAfterCommit, Fault::ResetBeforeCommit, Fault::Throttle] {
        let (table, user, room) = (table(), user(), room());
        table.faults.at("TransactWriteItems", 1, fault);
        let first = table.aliases.current(&user, &room, None, now()).await.unwrap();
        table.faults.at("TransactWriteItems", 1, fault);
        let second = table.aliases.regenerate(&user, &room, None, now()).await.unwrap();
        assert_eq!(table.faults.injected(), 2, "{fault:?}");
        let all = table.all(&user).await;
        assert_eq!(ids(&all), ids(&[first, second.clone()]), "{fault:?}");
        let active: Vec<_> = all.iter().filter(|alias| alias.is_active).collect();
        assert_eq!((active.len(), &active[0].id), (1, &second.id), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_that_meets_a_transaction_is_counted_when_that_is_over() {
    let (table, user, room) = (table(), user(), room());
    let first = table.aliases.current(&user, &room, None, now()).await.unwrap();
    table.faults.at("UpdateItem", 1, Fault::TransactionCanceled);
    let again = table.aliases.current(&user, &room, None, now()).await.unwrap();
    assert_eq!((table.faults.injected(), again.id, again.usage_count), (1, first.id, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_new_names_at_once_has_one_at_the_end() {
    let (table, user, room) = (table(), user(), room());
    for fault in [Fault::TransactionCanceled, Fault::ResetAfterCommit] {
        table.faults.randomly("TransactWriteItems", fault, 10, seed());
    }
    let tasks: Vec<_> = (0..20)
        .map(|at| {
            let (aliases, user, room) = (Arc::clone(&table.aliases), user.clone(), room.clone());
            tokio::spawn(async move {
                if at % 2 == 0 {
                    aliases.regenerate(&user, &room, None, now()).await.unwrap()
                } else {
                    aliases.current(&user, &room, None, now()).await.unwrap()
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    table.faults.clear();
    let current = table.aliases.current(&user, &room, None, now()).await.unwrap();
    let active = table.all(&user).await.into_iter().filter(|alias| alias.is_active).collect::<Vec<_>>();
    assert_eq!(ids(&active), ids(&[current]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_holds_for_those_who_ask_at_once_and_when_nobody_can_count() {
    // L19, N41
    let (table, user, room) = (table(), user(), room());
    let key = table.aliases.rate_key(&user, &room);
    let at = now();
    let tasks: Vec<_> = (0..30)
        .map(|_| {
            let (rates, key) = (Arc::clone(&table.rates), key.clone());
            tokio::spawn(async move { rates.take(&key, at).await.unwrap() })
        })
        .collect();
    let mut allowed = 0;
    for task in tasks {
        match task.await.unwrap() {
            Allowed::Yes => allowed += 1,
            Allowed::After(seconds) => assert_eq!(seconds, 3600),
        }
    }
    assert_eq!(allowed, 5);
    // in every hour, not only in those of the clock
    let later = |seconds: i64| at.plus_seconds(seconds);
    assert_eq!(table.rates.take(&key, later(3599)).await.unwrap(), Allowed::After(1));
    assert_eq!(table.rates.take(&key, later(3600)).await.unwrap(), Allowed::Yes);
    table.faults.randomly("UpdateItem", Fault::Throttle, 100, 1);
    assert!(table.rates.take(&key, later(9000)).await.is_err());
}
