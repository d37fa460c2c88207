mod attacks;
mod auth_service;
mod jwks;
mod mutants;

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use runtime::Env;
use serde_json::{Value, json};

use super::*;
use crate::Code;
use auth_service::{AUDIENCE, Answer, ISSUER, Published, SECRET, Signer, claims, serve, set};

/// A clock in seconds, which only moves when it is told to.
#[derive(Clone, Default)]
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn wait(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

/// A verifier by `clock` with the keys that are published below `url`.
fn verifier_at(url: String, clock: &Clock) -> Verifier {
    let source = Source::from_env(&Env::from_pairs([("AUTH_SERVICE_URL".to_owned(), url)])).unwrap();
    let (start, seconds) = (SystemTime::now(), clock.clone());
    let jwks = Jwks::new(source, move || start + Duration::from_secs(seconds.0.load(Ordering::SeqCst)));
    Verifier(Arc::new(Inner {
        keys: Keys::Published(Arc::new(jwks)),
        issuer: Some(ISSUER.to_owned()),
        audience: Some(AUDIENCE.to_owned()),
    }))
}

async fn verifier(answer: Answer) -> (Verifier, Arc<Published>, Clock) {
    let (published, clock) = (Published::new(answer), Clock::default());
    (verifier_at(serve(Arc::clone(&published)).await, &clock), published, clock)
}

/// A verifier of what `signers` sign under the names of their algorithms.
async fn verifier_of(signers: &[Signer]) -> (Verifier, Arc<Published>, Clock) {
    let keys: Vec<_> = signers.iter().map(|signer| signer.jwk(signer.algorithm())).collect();
    verifier(Answer::Body(set(&keys))).await
}

/// A verifier of what `SECRET` signs.
fn verifier_by_secret() -> Verifier {
    Verifier::from_env(&aws(&[("JWT_SECRET", SECRET), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)])).unwrap()
}

fn aws(pairs: &[(&str, &str)]) -> Aws {
    let own = [("AWS_REGION", "x"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")];
    let pairs = own.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Aws::with_env(Env::from_pairs(pairs)).unwrap()
}

async fn code(verifier: &Verifier, token: &str) -> Option<Code> {
    verifier.verify(token).await.err().map(|error| error.code)
}

#[tokio::test]
async fn tokens_of_each_published_kind_of_key_are_good() {
    let signers = Signer::all();
    let (verifier, ..) = verifier_of(&signers).await;
    for signer in &signers {
        let kid = signer.algorithm();
        assert_eq!(verifier.verify(&signer.token(kid)).await.unwrap().user.as_str(), "usr_1");
        let now = runtime::now().as_second();
        for (name, value) in [
            ("aud", json!(["posts", AUDIENCE])),
            ("nbf", json!(now + 20)),
            ("exp", json!(now - 20)),
            ("exp", json!(u64::MAX)),
            ("token_use", json!("access")),
            ("typ", json!("Bearer")),
            ("typ", json!(null)),
        ] {
            let mut claims = claims();
            claims[name] = value.clone();
            let token = signer.sign(&json!({"alg": kid, "kid": kid, "typ": "at+jwt"}), &claims);
            assert_eq!(code(&verifier, &token).await, None, "{kid} {name} {value}");
        }
        for typ in [json!({}), json!({"typ": "jwt"}), json!({"typ": "application/at+jwt"})] {
            let mut header = typ.clone();
            header["alg"] = json!(kid);
            header["kid"] = json!(kid);
            assert_eq!(code(&verifier, &signer.sign(&header, &claims())).await, None, "{kid} {typ}");
        }
    }
}

#[tokio::test]
async fn scopes_are_words_or_a_list() {
    let signer = Signer::Secret(SECRET.into());
    for (scope, found) in [
        (json!("a  profiles:admin"), vec!["a", "profiles:admin"]),
        (json!(["profiles:admin", 7]), vec!["profiles:admin"]),
        (json!({"profiles:admin": true}), vec![]),
        (json!(null), vec![]),
    ] {
        let mut claims = claims();
        claims["scope"] = scope;
        let caller = verifier_by_secret().verify(&signer.sign(&json!({"alg": "HS256"}), &claims)).await.unwrap();
        assert_eq!(caller.scopes, found);
        assert_eq!(caller.require_scope("profiles:admin").is_ok(), !found.is_empty());
    }
}

#[tokio::test]
async fn the_environment_says_which_keys_count_and_never_both_do() {
    let (rsa, secret) = (Signer::rsa(), Signer::Secret(SECRET.into()));
    let published = Published::new(Answer::Body(set(&[rsa.jwk("k"), secret.jwk("s")])));
    let url = format!("{}/", serve(Arc::clone(&published)).await);
    let common = [("AUTH_SERVICE_URL", url.as_str()), ("JWT_ISSUER", ISSUER), ("JWT_AUDIENCE", AUDIENCE)];

    let by_secret = Verifier::from_env(&aws(&[&common[..], &[("JWT_SECRET", SECRET)]].concat())).unwrap();
    assert_eq!(code(&by_secret, &secret.token("s")).await, None);
    assert_eq!(code(&by_secret, &rsa.token("k")).await, Some(Code::Unauthorized));
    assert_eq!(published.asked(), 0);

    let by_keys = Verifier::from_env(&aws(&common)).unwrap();
    assert_eq!(code(&by_keys, &rsa.token("k")).await, None);
    assert_eq!(code(&by_keys, &secret.token("s")).await, Some(Code::Unauthorized));
}

#[test]
fn a_missing_or_bad_setting_is_named() {
    let known = [("JWT_ISSUER", "i"), ("JWT_AUDIENCE", "a")];
    let with = |url| [&known[..], &[("AUTH_SERVICE_URL", url)]].concat();
    for (pairs, name) in [
        (vec![], "JWT_ISSUER"),
        (known[..1].to_vec(), "JWT_AUDIENCE"),
        (known.to_vec(), "AUTH_SERVICE_URL"),
        (with("auth.example"), "AUTH_SERVICE_URL"),
        (with("http://auth.example/v1"), "must be https"),
        (with("http://127.0.0.1.auth.example/v1"), "must be https"),
        (with("ftp://127.0.0.1"), "must be https"),
        (with("https://auth.example/v1?keys="), "a host and a path alone"),
        (with("https://127.0.0.1@auth.example"), "a host and a path alone"),
        (vec![("JWT_SECRET", "short")], "JWT_SECRET"),
    ] {
        let error = Verifier::from_env(&aws(&pairs)).unwrap_err().to_string();
        assert!(error.contains(name) && !error.contains("short"), "{error}");
    }
    for url in ["https://auth.example/v1/auth", "http://localhost:1/auth", "http://127.0.0.1:1", "http://[::1]:1/"] {
        assert!(Verifier::from_env(&aws(&with(url))).is_ok(), "{url}");
    }
}
