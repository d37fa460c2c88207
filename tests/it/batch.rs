//! Many profiles at once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, new_user, send, service};

async fn batch(caller: Option<&str>, ids: &[String]) -> Answer {
    let path = "/v1/profiles/batch-get";
    let request = match caller {
        Some(user) => service().request_as(user, Method::POST, path),
        None => service().request(Method::POST, path),
    };
    send(request.json(&json!({"userIds": ids}))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_profile_is_what_a_single_read_answers_in_the_order_asked_for() {
    let (service, member) = (service(), new_user());
    let (open, hidden, nobody) = (new_user(), new_user(), new_user());
    service.put_profile(&open, &json!({"displayName": "Open Person", "location": "Here"})).await.data();
    let privacy = json!({"displayName": "authenticated", "bio": "private"});
    service
        .put_profile(&hidden, &json!({"displayName": "Hidden Person", "bio": "secret", "privacy": privacy}))
        .await
        .data();
    let ids = [hidden.clone(), nobody.clone(), open.clone(), hidden.clone(), member.clone()];
    for caller in [None, Some(member.as_str())] {
        let found = batch(caller, &ids).await.data();
        let found = found["profiles"].as_array().unwrap();
        assert_eq!(found.len(), ids.len());
        for (item, id) in found.iter().zip(&ids) {
            let path = format!("/v1/profile/{id}");
            let single = match caller {
                Some(user) => service.get(user, &path).await,
                None => service.get_public(&path).await,
            };
            assert_eq!((&item["userId"], &item["status"]), (&json!(id), &json!(single.status.as_u16())));
            if single.status.is_success() {
                assert_eq!(item["profile"], single.data());
            } else {
                assert!(item.get("profile").is_none());
            }
        }
        let secret = Value::from(found.as_slice()).to_string();
        assert!(!secret.contains("secret") && (caller.is_some() || !secret.contains("Hidden")), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_profiles_come_in_one_answer() {
    let ids: Vec<_> = (0..100).map(|_| new_user()).collect();
    let made = ids.iter().step_by(10).map(|user| {
        let request = service().request_as(user, Method::GET, "/v1/profile");
        tokio::spawn(send(request))
    });
    for call in made.collect::<Vec<_>>() {
        call.await.unwrap().data();
    }
    let found = batch(None, &ids).await.data();
    let found = found["profiles"].as_array().unwrap();
    let seen = found.iter().filter(|item| item["status"] == 200).count();
    assert_eq!((found.len(), seen), (100, 10));
    let mut more = ids;
    more.push(new_user());
    assert_eq!(batch(None, &more).await.error(400)["details"][0]["path"], "/userIds");
    assert_eq!(batch(None, &["a b".to_owned()]).await.error(400)["details"][0]["path"], "/userIds/0");
}
