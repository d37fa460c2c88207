//! Nobody can tell that two aliases are one person, or which person it is: not another member, not who listens to events,
//! not who reads the logs.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{Service, new_user, send, service_with},
    log,
};

const USERS: usize = 200;
const ROOMS: usize = 10;

/// One person's aliases, room by room.
struct Person {
    id: String,
    aliases: Vec<Value>,
}

/// Everybody enters every room, some take another name, and all use the service under their own name as well.
async fn play(service: &'static Service, user: String, turn: usize) -> Person {
    service.get(&user, "/v1/profile").await.data();
    let mut aliases = vec![Value::Null; ROOMS];
    // each goes through the rooms in an order of their own, as people do
    for step in 0..ROOMS {
        let room = (step * 3 + turn) % ROOMS;
        let path = format!("/v1/profile/alias?context=unlinkable_{room}&contextType=chat_room");
        aliases[room] = service.get(&user, &path).await.data();
    }
    if turn.is_multiple_of(10) {
        let body = json!({"context": "unlinkable_0", "contextType": "chat_room"});
        let post = service.request_as(&user, Method::POST, "/v1/profile/alias/regenerate").json(&body);
        aliases[0] = send(post).await.data();
        let put = || service.request_as(&user, Method::PUT, "/v1/profile");
        let bio = json!({"bio": "I am here under my own name"});
        send(put().json(&bio)).await.data();
        // this is logged
        send(put().json(&bio).header("if-match", "\"v99\"")).await.error(412);
    }
    Person { id: user, aliases }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_ties_two_aliases_of_one_person_together_or_to_the_person() {
    // L5, L16, N22, O13
    log::start();
    let service: &'static Service = Box::leak(Box::new(service_with(&[])));
    let mut people = Vec::new();
    for group in 0..USERS / 20 {
        let playing: Vec<_> = (0..20).map(|turn| tokio::spawn(play(service, new_user(), group * 20 + turn))).collect();
        for person in playing {
            people.push(person.await.unwrap());
        }
    }

    let mut sinks: Vec<String> = Vec::new();
    let mut faces = Vec::new();
    let mut heads = BTreeSet::new();
    for room in 0..ROOMS {
        let mut seen = Vec::new();
        for person in &people {
            let id = person.aliases[room]["aliasId"].as_str().unwrap();
            let answer = service.get_public(&format!("/v1/aliases/{id}")).await;
            heads.insert(
                answer
                    .headers
                    .iter()
                    .filter(|(name, _)| !changes(name.as_str()))
                    .fold(String::new(), |all, (name, value)| format!("{all}{name}: {value:?}\n")),
            );
            seen.push(answer.data());
            sinks.push(format!("{:?} {}", answer.headers, answer.text));
        }
        faces.push(seen);
    }
    assert_eq!(heads.len(), 1, "headers tell aliases apart: {heads:?}");
    sinks.extend(service.stack().deliveries().iter().map(|delivery| serde_json::to_string(delivery).unwrap()));
    sinks.extend(service.stack().metrics().iter().map(Value::to_string));
    sinks.extend(service.stack().timeline().iter().map(Value::to_string));
    sinks.extend(service.objects("").await);
    let logged = log::text();
    assert!(people.iter().step_by(10).all(|person| logged.contains(&person.id)), "the log is read");
    sinks.extend(logged.lines().map(str::to_owned));
    search(&sinks, &people);
    guess(&faces);
}

/// Headers that change from answer to answer whoever asks.
fn changes(header: &str) -> bool {
    matches!(header, "date" | "x-request-id" | "content-length")
}

/// No line of any sink holds two ids of one person.
fn search(sinks: &[String], people: &[Person]) {
    let mut whose = BTreeMap::new();
    for (at, person) in people.iter().enumerate() {
        whose.insert(person.id.as_str(), at);
        for alias in &person.aliases {
            whose.insert(alias["aliasId"].as_str().unwrap(), at);
        }
    }
    assert_eq!(whose.len(), people.len() * (ROOMS + 1));
    let (mut members, mut aliases) = (0, 0);
    for line in sinks {
        let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let found: BTreeSet<_> = words.filter(|word| whose.contains_key(word)).collect();
        let owners: Vec<_> = found.iter().map(|word| whose[word]).collect();
        let distinct: BTreeSet<_> = owners.iter().collect();
        assert_eq!(distinct.len(), owners.len(), "{line}");
        members += found.iter().filter(|word| word.starts_with("usr_")).count();
        aliases += found.iter().filter(|word| word.starts_with("alias_")).count();
    }
    assert!(members >= people.len() && aliases >= people.len() * ROOMS, "the search finds what is there");
}

/// Who puts the faces of two rooms in any order and takes those at the same place for one person is no more often right
/// than who draws lots.
fn guess(faces: &[Vec<Value>]) {
    for key in ["aliasId", "displayName", "avatar", "createdAt"] {
        let orders: Vec<Vec<usize>> = faces
            .iter()
            .map(|room| {
                let mut order: Vec<usize> = (0..room.len()).collect();
                // what is equal stays in an order that says nothing: by the id
                order.sort_by_key(|at| (room[*at][key].to_string(), room[*at]["aliasId"].to_string()));
                order
            })
            .collect();
        let mut right = 0;
        let mut pairs = 0;
        for (at, one) in orders.iter().enumerate() {
            for other in &orders[at + 1..] {
                right += one.iter().zip(other).filter(|(one, other)| one == other).count();
                pairs += 1;
            }
        }
        // by chance one in each pair of rooms; twice as many would be seven standard deviations away
        assert!(right < pairs * 2, "{key}: {right} right in {pairs} pairs of rooms");
    }
    let equal = |key: &str| {
        let people = 0..faces[0].len();
        people.filter(|at| faces[0][*at][key] == faces[1][*at][key]).count()
    };
    // one of 100 000 names is the same by chance
    assert!(equal("displayName") <= 2 && equal("avatar") <= 2 && equal("aliasId") == 0);
}
