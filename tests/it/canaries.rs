//! A person hides everything, lives a busy random life, and nothing of it may be found anywhere but with them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{eventually, new_user, photo, send, service},
    log,
};

const TURNS: usize = 200;

/// Small, and the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_is_found_nowhere() {
    // V5, X8, O13
    let seed = uuid::Uuid::new_v4().as_u64_pair().0 | 1;
    println!("SEED={seed}");
    log::start();
    let mut random = Random(seed);
    let (service, user, stranger) = (service(), new_user(), new_user());
    let canary = format!("canary{}", uuid::Uuid::new_v4().simple());
    let hidden = json!({"privacy": {
        "displayName": "private", "bio": "private", "avatar": "private",
        "location": "private", "socialLinks": "private", "activityStatus": "private",
    }});
    service.put_profile(&user, &hidden).await.data();
    let mut answers = Vec::new();
    for _ in 0..TURNS {
        let path = format!("/v1/profile/{user}");
        match random.below(9) {
            0 => drop(service.put_profile(&user, &json!({"bio": format!("{canary} {}", random.below(99))})).await),
            1 => drop(service.put_profile(&user, &json!({"displayName": &canary[..30], "location": canary})).await),
            2 => drop(service.put_profile(&user, &json!({"interests": [canary], "skills": [canary]})).await),
            3 => {
                let links = json!({"socialLinks": {"github": format!("https://github.com/{canary}")}});
                drop(service.put_profile(&user, &links).await);
            }
            // what is refused holds it as well
            4 => drop(service.put_profile(&user, &json!({"timezone": canary, canary.as_str(): canary})).await),
            5 => {
                let theme = ["light", "dark"][random.below(2)];
                let preferences = json!({"preferences": {"theme": theme}});
                drop(service.put_profile(&user, &preferences).await);
            }
            6 => drop(service.upload(&user, "image/png", photo("palette.png")).await),
            7 => answers.push(service.get(&stranger, &path).await),
            _ => {
                answers.push(service.get_public(&path).await);
                let batch = service.request_as(&stranger, Method::POST, "/v1/profiles/batch-get");
                answers.push(send(batch.json(&json!({"userIds": [user]}))).await);
            }
        }
    }
    let last = service.put_profile(&user, &json!({"bio": canary})).await.data();
    assert!(last.to_string().contains(&canary), "the owner sees it");
    let rev = service.row(&user).await["rev"].as_n().unwrap().clone();
    let told: Vec<Value> = eventually(async || {
        let told: Vec<_> = ["chat", "post", "sns:profile-notifications-dev"]
            .iter()
            .map(|target| service.received(target, &user))
            .collect();
        let complete = told
            .iter()
            .all(|told| told.iter().any(|delivery| delivery.to_string().contains(&format!("\"rev\":{rev},"))));
        complete.then(|| told.concat())
    })
    .await;
    assert!(answers.len() > 10 && told.len() > 30, "too little happened: {} {}", answers.len(), told.len());
    let short = &canary[..30];
    for answer in &answers {
        let text = format!("{:?} {}", answer.headers, answer.text);
        assert!(!text.contains(short) && !text.contains("/medium.jpg"), "SEED={seed}: {text}");
    }
    for delivery in &told {
        let text = delivery.to_string();
        assert!(!text.contains(short) && !text.contains("/medium.jpg"), "SEED={seed}: {text}");
    }
    assert!(service.stack().metrics().iter().all(|line| !line.to_string().contains(short)), "SEED={seed}");
    let log = log::text();
    assert!(log.contains("upload processed"), "nothing was logged");
    assert!(!log.contains(short), "SEED={seed}: {}", log.lines().find(|line| line.contains(short)).unwrap_or_default());
}
