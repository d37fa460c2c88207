//! Who people are where nobody may know who they are.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Service, new_user, send, service, service_with};

type Row = HashMap<String, AttributeValue>;

/// A context that no other test is in.
fn new_context() -> String {
    format!("room_{}", uuid::Uuid::new_v4().simple())
}

/// The alias of `user` in `context`.
async fn alias(service: &Service, user: &str, context: &str) -> Value {
    service.get(user, &format!("/v1/profile/alias?context={context}&contextType=chat_room")).await.data()
}

async fn regenerate(service: &Service, user: &str, context: &str) -> Answer {
    let body = json!({"context": context, "contextType": "chat_room"});
    send(service.request_as(user, Method::POST, "/v1/profile/alias/regenerate").json(&body)).await
}

async fn resolve(service: &Service, alias: &Value) -> Answer {
    service.get_public(&format!("/v1/aliases/{}", alias["aliasId"].as_str().unwrap())).await
}

fn client(service: &Service) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(&service.aws().sdk)
}

async fn row(service: &Service, alias: &Value) -> Row {
    let key = AttributeValue::S(alias["aliasId"].as_str().unwrap().to_owned());
    let got = client(service).get_item().table_name("profile-aliases-dev").key("alias_id", key).send().await.unwrap();
    got.item.unwrap()
}

/// Makes `alias` and the row that points to it end in the past, as time will.
async fn expire(service: &Service, alias: &Value) {
    let id = AttributeValue::S(alias["aliasId"].as_str().unwrap().to_owned());
    let client = client(service);
    let scan = client.scan().table_name("profile-aliases-dev").filter_expression("alias_id = :id OR #current = :id");
    let scan = scan.expression_attribute_names("#current", "current").expression_attribute_values(":id", id);
    let rows = scan.send().await.unwrap().items.unwrap();
    assert_eq!(rows.len(), 2);
    for mut row in rows {
        row.insert("expires_at".to_owned(), AttributeValue::N("1000000000".to_owned()));
        client.put_item().table_name("profile-aliases-dev").set_item(Some(row)).send().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_gives_everybody_one_name() {
    // E14, E15, L1, L2, L3, L4, L5, L11, L12, L14, L15, L16, L17, O6
    let (service, user, room) = (service(), new_user(), new_context());
    let first = alias(service, &user, &room).await;
    let name = first["displayName"].as_str().unwrap();
    let (animal, number) = name.strip_prefix("Anonymous_").unwrap().split_once('_').unwrap();
    let avatar = format!("{}/aliases/{}_{number}.svg", service.cdn_url(), animal.to_ascii_lowercase());
    assert_eq!(first["avatar"], avatar);
    assert_eq!((&first["context"], &first["contextType"]), (&json!(room), &json!("chat_room")));
    assert_eq!(first["isActive"], true);
    let time = |field: &str| first[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second();
    assert_eq!(time("expiresAt") - time("createdAt"), 720 * 3600);
    assert!(!first.to_string().contains(&user) && first.as_object().unwrap().len() == 8, "{first}");
    for _ in 0..99 {
        assert_eq!(alias(service, &user, &room).await, first);
    }
    let row = row(service, &first).await;
    assert_eq!(row["usage_count"].as_n().unwrap(), "100");
    assert_eq!(row["user_id"].as_s().unwrap(), &user);
    assert_eq!(row["expires_at"].as_n().unwrap(), &time("expiresAt").to_string());
    assert_eq!(row.len(), 10);

    let elsewhere = alias(service, &user, &new_context()).await;
    let other_kind = service.get(&user, &format!("/v1/profile/alias?context={room}&contextType=thread")).await.data();
    let ids: BTreeSet<_> = [&first, &elsewhere, &other_kind].map(|alias| alias["aliasId"].to_string()).into();
    assert_eq!(ids.len(), 3);

    let picture = service.get_public(&avatar).await;
    assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(picture.header("content-security-policy"), "default-src 'none'");
    assert_eq!(picture.header("x-content-type-options"), "nosniff");
    assert!(picture.text.starts_with("<svg") && !picture.text.contains("<script"), "{}", picture.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_context_is_named() {
    // E16, L6
    let (service, user) = (service(), new_user());
    let long = format!("?context={}&contextType=post", "x".repeat(129));
    for (query, paths) in [
        ("", vec!["context", "contextType"]),
        ("?context=&contextType=post", vec!["context"]),
        ("?context=a%20b&contextType=post", vec!["context"]),
        ("?context=a", vec!["contextType"]),
        ("?context=a&contextType=", vec!["contextType"]),
        ("?context=a&contextType=dm", vec!["contextType"]),
        (&long, vec!["context"]),
    ] {
        let error = service.get(&user, &format!("/v1/profile/alias{query}")).await.error(400);
        let named = error["details"].as_array().unwrap().iter().map(|detail| detail["path"].as_str().unwrap());
        assert_eq!(named.collect::<Vec<_>>(), paths, "{query}");
    }
    let post = |body: Value| send(service.request_as(&user, Method::POST, "/v1/profile/alias/regenerate").json(&body));
    let error = post(json!({"context": "a", "userId": "usr_1"})).await.error(400);
    assert_eq!(error["details"].as_array().unwrap().len(), 2);
    send(service.request(Method::GET, "/v1/profile/alias?context=a&contextType=post")).await.error(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_takes_the_old_ones_place_and_the_old_one_still_speaks() {
    // E17, L10, L14, L20
    let (service, user, room) = (service(), new_user(), new_context());
    let old = alias(service, &user, &room).await;
    let new = regenerate(service, &user, &room).await.data();
    assert_ne!((&old["aliasId"], &old["displayName"]), (&new["aliasId"], &new["displayName"]));
    assert_eq!(alias(service, &user, &room).await, new);
    assert!(!row(service, &old).await["is_active"].as_bool().unwrap());

    let face = resolve(service, &old).await.data();
    assert_eq!((&face["displayName"], &face["isActive"]), (&old["displayName"], &json!(false)));
    assert_eq!(resolve(service, &new).await.data()["isActive"], true);

    let history = service.get(&user, "/v1/profile/aliases").await.data();
    let names: Vec<_> = history["aliases"].as_array().unwrap().iter().map(|alias| &alias["displayName"]).collect();
    assert_eq!(names, [&new["displayName"], &old["displayName"]]);
    assert!(!history.to_string().contains(&user) && history.get("nextCursor").is_none(), "{history}");
    let others = service.get(&new_user(), "/v1/profile/aliases").await.data();
    assert_eq!(others, json!({"aliases": []}));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_more_than_five_names_in_an_hour() {
    // L19, N41
    let (service, user, room) = (service(), new_user(), new_context());
    let mut last = Value::Null;
    for _ in 0..5 {
        last = regenerate(service, &user, &room).await.data();
    }
    let refused = regenerate(service, &user, &room).await;
    assert_eq!(refused.error(429)["code"], "rate_limited");
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((3500..=3600).contains(&wait), "{wait}");
    assert_eq!(alias(service, &user, &room).await, last);
    // another room and another person are counted by themselves
    regenerate(service, &user, &new_context()).await.data();
    regenerate(service, &new_user(), &room).await.data();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_not_there() {
    // L8, L13, L14, D4
    let (service, user, room) = (service(), new_user(), new_context());
    let old = alias(service, &user, &room).await;
    expire(service, &old).await;
    resolve(service, &old).await.error(404);
    let new = alias(service, &user, &room).await;
    assert_ne!(new["aliasId"], old["aliasId"]);
    assert_eq!(alias(service, &user, &room).await, new);
    let history = service.get(&user, "/v1/profile/aliases").await.data();
    assert_eq!(history["aliases"], json!([new]));
    expire(service, &new).await;
    regenerate(service, &user, &room).await.data();

    let session = service.get(&user, "/v1/profile/alias?context=sid_1&contextType=session").await.data();
    let time = |field: &str| session[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second();
    assert_eq!(time("expiresAt") - time("createdAt"), 24 * 3600);
    let short = service_with(&[("ALIAS_EXPIRY_HOURS", "2")]);
    let alias = alias(&short, &user, &room).await;
    let time = |field: &str| alias[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second();
    assert_eq!(time("expiresAt") - time("createdAt"), 2 * 3600);
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_a_face_and_never_whose_it_is() {
    // L16, L20, N20
    let (service, user, room) = (service(), new_user(), new_context());
    let mine = alias(service, &user, &room).await;
    let path = format!("/v1/aliases/{}", mine["aliasId"].as_str().unwrap());
    let public = service.get_public(&path).await;
    let day = format!("{}T00:00:00.000Z", &mine["createdAt"].as_str().unwrap()[..10]);
    let want = json!({
        "aliasId": mine["aliasId"], "displayName": mine["displayName"], "avatar": mine["avatar"],
        "isActive": true, "createdAt": day,
    });
    assert_eq!(public.data(), want);
    assert!(public.headers.get("etag").is_none() && public.headers.get("last-modified").is_none());
    for reader in [user.as_str(), "anon_1", &new_user()] {
        assert_eq!(service.get(reader, &path).await.data(), want);
    }
    // rows that help are no aliases, and what is unknown answers as what is no id
    for id in ["alias_aaaaaaaaaaaaaaaaaaaa", "ctx%23abc", "name%23abc", "x"] {
        assert_eq!(service.get_public(&format!("/v1/aliases/{id}")).await.error(404)["code"], "not_found", "{id}");
    }
    send(service.request(Method::GET, &path).bearer_auth("nonsense")).await.error(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_moderates_knows_somebody_again_in_one_room_and_nowhere_else() {
    let (service, user, room) = (service(), new_user(), new_context());
    let moderator = service.token_with("svc_chat", "chat:write aliases:moderate");
    let handle = async |alias: &Value| -> String {
        let path = format!("/v1/aliases/{}", alias["aliasId"].as_str().unwrap());
        let answer = send(service.request(Method::GET, &path).bearer_auth(&moderator)).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.data()["moderationHandle"].as_str().unwrap().to_owned()
    };
    let first = alias(service, &user, &room).await;
    let second = regenerate(service, &user, &room).await.data();
    let known = handle(&first).await;
    assert_eq!(handle(&second).await, known);
    assert_ne!(handle(&alias(service, &user, &new_context()).await).await, known);
    assert_ne!(handle(&alias(service, &new_user(), &room).await).await, known);
    for scope in ["", "aliases:moderate2", "aliases", "profiles:admin"] {
        let token = service.token_with(&new_user(), scope);
        let path = format!("/v1/aliases/{}", first["aliasId"].as_str().unwrap());
        let face = send(service.request(Method::GET, &path).bearer_auth(token)).await.data();
        assert!(face.get("moderationHandle").is_none(), "{scope}: {face}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_becomes_a_member_keeps_their_names() {
    // L9, N25
    let service = service();
    let (guest, member) = (format!("anon_{}", uuid::Uuid::new_v4().simple()), new_user());
    let (room, shared, left) = (new_context(), new_context(), new_context());
    let name = alias(service, &guest, &room).await;
    let doubled = alias(service, &guest, &shared).await;
    let replaced = alias(service, &guest, &left).await;
    let current = regenerate(service, &guest, &left).await.data();
    let own = alias(service, &member, &shared).await;

    let body = json!({"guestId": guest, "userId": member});
    let convert =
        |token: String| send(service.request(Method::POST, "/v1/profile/alias/convert").bearer_auth(token).json(&body));
    convert(service.token(&member)).await.error(403);
    convert(service.token_with(&guest, "aliases:convert")).await.error(403);
    let auth = service.token_with("svc_auth", "aliases:convert");
    assert_eq!(convert(auth.clone()).await.data(), json!({"converted": 4}));
    assert_eq!(convert(auth).await.data(), json!({"converted": 0}));

    assert_eq!(alias(service, &member, &room).await, name);
    assert_eq!(alias(service, &member, &left).await, current);
    // where the member had a name, that one stays in use; the guest's still speaks
    assert_eq!(alias(service, &member, &shared).await, own);
    assert_eq!(resolve(service, &doubled).await.data()["isActive"], false);
    assert_eq!(resolve(service, &replaced).await.data()["displayName"], replaced["displayName"]);
    let history = service.get(&member, "/v1/profile/aliases").await.data();
    assert_eq!(history["aliases"].as_array().unwrap().len(), 5);
    assert_eq!(service.get(&guest, "/v1/profile/aliases").await.data(), json!({"aliases": []}));
    assert_ne!(alias(service, &guest, &room).await["aliasId"], name["aliasId"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_history_comes_in_pages() {
    // L10, L21
    let (service, user) = (service(), new_user());
    let mut made = BTreeSet::new();
    for _ in 0..103 {
        made.insert(alias(service, &user, &new_context()).await["aliasId"].to_string());
    }
    let ids = |page: &Value| -> Vec<String> {
        page["aliases"].as_array().unwrap().iter().map(|alias| alias["aliasId"].to_string()).collect()
    };
    let first = service.get(&user, "/v1/profile/aliases").await.data();
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = service.get(&user, &format!("/v1/profile/aliases?cursor={cursor}")).await.data();
    assert_eq!((ids(&first).len(), ids(&second).len()), (100, 3));
    assert!(second.get("nextCursor").is_none());
    assert_eq!(ids(&first).into_iter().chain(ids(&second)).collect::<BTreeSet<_>>(), made);
    // a cursor of somebody else leads to nothing of theirs
    let other = service.get(&new_user(), &format!("/v1/profile/aliases?cursor={cursor}")).await.data();
    assert_eq!(other, json!({"aliases": []}));
    let error = service.get(&user, "/v1/profile/aliases?cursor=zz").await.error(400);
    assert_eq!(error["details"][0]["path"], "cursor");
}
