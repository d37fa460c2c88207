mod auth_service;

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use runtime::Env;
use serde_json::json;

use super::*;
use crate::Code;
use auth_service::{Published, Signer, claims, serve};

/// A verifier by a clock of its own, in seconds.
async fn verifier(keys: &[Value]) -> (Verifier, Arc<Published>, Arc<AtomicU64>) {
    let published = Arc::new(Published::default());
    if !keys.is_empty() {
        published.set(keys);
    }
    let pairs = [("AUTH_SERVICE_URL".to_owned(), serve(Arc::clone(&published)).await)];
    let clock = Arc::new(AtomicU64::new(0));
    let (start, seconds) = (Instant::now(), Arc::clone(&clock));
    let jwks = Jwks::from_env(&Env::from_pairs(pairs)).unwrap();
    let jwks = jwks.with_clock(move || start + Duration::from_secs(seconds.load(Ordering::SeqCst)));
    let inner = Inner {
        keys: Keys::Published(Box::new(jwks)),
        issuer: Some("https://auth.example".to_owned()),
        audience: Some("profiles".to_owned()),
    };
    (Verifier(Arc::new(inner)), published, clock)
}

#[tokio::test]
async fn tokens_of_each_published_kind_of_key_are_good() {
    let signers = Signer::all();
    let keys: Vec<_> = signers.iter().map(|signer| signer.jwk(signer.algorithm())).collect();
    let (verifier, _, _) = verifier(&keys).await;
    for signer in &signers {
        let caller = verifier.verify(&signer.token(signer.algorithm())).await.unwrap();
        assert_eq!(caller.user.as_str(), "usr_1");
    }
}

#[tokio::test]
async fn no_attack_gets_in_or_makes_a_call() {
    // E20: RFC 8725, and CVE-2022-21449 for the empty signature of ES256
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", elsewhere.local_addr().unwrap());
    let signers = Signer::all();
    let keys: Vec<_> = signers.iter().map(|signer| signer.jwk(signer.algorithm())).collect();
    let (verifier, published, _) = verifier(&keys).await;
    let stranger = Signer::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());
    let mut attacks = Vec::new();
    for signer in &signers {
        let kid = signer.algorithm();
        let part = |value: &Value| BASE64.encode(value.to_string());
        for alg in ["none", "None", "nOnE", "HS256", "HS384", "RS512", "PS256", "ES384"] {
            attacks.push((format!("{kid} as {alg}"), signer.sign(&json!({"alg": alg, "kid": kid}), &claims())));
            attacks.push((
                format!("{kid} unsigned {alg}"),
                format!("{}.{}.", part(&json!({"alg": alg, "kid": kid})), part(&claims())),
            ));
        }
        for secret in [signer.public_bytes(), signer.jwk(kid).to_string().into_bytes()] {
            let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::HS256) };
            let key = jsonwebtoken::EncodingKey::from_secret(&secret);
            attacks
                .push((format!("{kid} public key as secret"), jsonwebtoken::encode(&header, &claims(), &key).unwrap()));
        }
        let (text, _) =
            signer.token(kid).rsplit_once('.').map(|(text, sum)| (text.to_owned(), sum.to_owned())).unwrap();
        attacks.push((format!("{kid} zero signature"), format!("{text}.{}", BASE64.encode([0; 64]))));
        attacks.push((format!("{kid} no signature"), format!("{text}.")));
        attacks.push((format!("{kid} four parts"), format!("{}.x", signer.token(kid))));
        for (name, value) in [
            ("jku", json!(url)),
            ("x5u", json!(url)),
            ("jwk", stranger.jwk(kid)),
            ("x5c", json!([BASE64.encode(stranger.public_bytes())])),
        ] {
            let header = json!({"alg": "ES256", "kid": kid, name: value});
            attacks.push((format!("{name} of a stranger for {kid}"), stranger.sign(&header, &claims())));
        }
        for (name, value) in [("crit", json!(["exp"])), ("typ", json!("dpop+jwt"))] {
            let header = json!({"alg": signer.algorithm(), "kid": kid, name: value});
            attacks.push((format!("{kid} {name}"), signer.sign(&header, &claims())));
        }
        for kid in ["", "../../etc/passwd", "' OR 1=1 --", "ES256\u{0}", "unknown"] {
            attacks.push((
                format!("kid {kid:?}"),
                signer.sign(&json!({"alg": signer.algorithm(), "kid": kid}), &claims()),
            ));
        }
        for (name, value) in [
            ("exp", json!("9999999999")),
            ("exp", json!(-1)),
            ("exp", json!(null)),
            ("nbf", json!(runtime::now().as_second() + 600)),
            ("aud", json!({"profiles": true})),
            ("aud", json!(["posts"])),
            ("aud", json!(null)),
            ("iss", json!("https://evil.example")),
            ("iss", json!(null)),
            ("sub", json!(7)),
            ("sub", json!("a/b")),
            ("token_use", json!("id")),
            ("typ", json!("Refresh")),
        ] {
            let mut claims = claims();
            claims[name] = value.clone();
            attacks.push((format!("{kid} {name} {value}"), signer.sign(&json!({"alg": kid, "kid": kid}), &claims)));
        }
    }
    attacks.push(("a megabyte".to_owned(), "a".repeat(1 << 20)));
    for (name, token) in &attacks {
        assert!(verifier.verify(token).await.is_err_and(|error| error.code == Code::Unauthorized), "{name}");
    }
    assert!(attacks.len() > 100);
    assert!(elsewhere.accept().is_err(), "a token made us call somebody");
    assert_eq!(published.asked(), 1, "unknown keys are asked for once in a while only");
}

#[tokio::test]
async fn no_changed_token_is_good() {
    let seed = uuid::Uuid::new_v4().as_u64_pair().0;
    let mut state = seed | 1;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap()
    };
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    for signer in Signer::all() {
        let (verifier, _, _) = verifier(&[signer.jwk("k")]).await;
        let good = signer.token("k");
        verifier.verify(&good).await.unwrap();
        for _ in 0..3000 {
            let mut token = good.clone().into_bytes();
            let at = random() % token.len();
            match random() % 3 {
                0 => token[at] = alphabet[random() % alphabet.len()],
                1 => drop(token.remove(at)),
                _ => token.insert(at, alphabet[random() % alphabet.len()]),
            }
            let token = String::from_utf8(token).unwrap();
            assert!(token == good || verifier.verify(&token).await.is_err(), "SEED={seed}: {token}");
        }
    }
}

#[tokio::test]
async fn keys_change_and_the_auth_service_may_be_away() {
    // X9
    let [rsa, ec, ed] = Signer::all();
    let (verifier, published, clock) = verifier(&[rsa.jwk("old")]).await;
    verifier.verify(&rsa.token("old")).await.unwrap();
    published.set(&[rsa.jwk("old"), ec.jwk("new")]);
    // too soon to ask again for a key that may not exist
    assert!(verifier.verify(&ec.token("new")).await.is_err());
    clock.fetch_add(11, Ordering::SeqCst);
    verifier.verify(&ec.token("new")).await.unwrap();
    published.set(&[ec.jwk("new")]);
    clock.fetch_add(601, Ordering::SeqCst);
    verifier.verify(&ec.token("new")).await.unwrap();
    assert!(verifier.verify(&rsa.token("old")).await.is_err(), "a withdrawn key");
    published.body.lock().unwrap().clear();
    clock.fetch_add(3600, Ordering::SeqCst);
    verifier.verify(&ec.token("new")).await.unwrap();
    clock.fetch_add(24 * 3600, Ordering::SeqCst);
    let error = verifier.verify(&ec.token("new")).await.unwrap_err();
    assert_eq!((error.code, error.headers.len()), (Code::Unavailable, 1));
    published.set(&[ed.jwk("newest"), json!({"kty": "oct", "kid": "s", "k": "AA"}), json!({"kty": "new", "kid": "n"})]);
    clock.fetch_add(11, Ordering::SeqCst);
    verifier.verify(&ed.token("newest")).await.unwrap();
}

#[tokio::test]
async fn a_storm_of_unknown_keys_is_one_question() {
    let [rsa, ec, _] = Signer::all();
    let (verifier, published, _) = verifier(&[rsa.jwk("k")]).await;
    let good = rsa.token("k");
    let first = (0..50).map(|_| {
        let (verifier, good) = (verifier.clone(), good.clone());
        tokio::spawn(async move { verifier.verify(&good).await.is_ok() })
    });
    for call in first.collect::<Vec<_>>() {
        assert!(call.await.unwrap());
    }
    assert_eq!(published.asked(), 1);
    for n in 0..10_000 {
        let header = BASE64.encode(json!({"alg": "ES256", "kid": format!("k{n}")}).to_string());
        let (_, rest) = ec_token(&ec);
        assert!(verifier.verify(&format!("{header}.{rest}")).await.is_err());
    }
    assert_eq!(published.asked(), 1);
}

fn ec_token(signer: &Signer) -> (String, String) {
    static TOKEN: Mutex<Option<(String, String)>> = Mutex::new(None);
    let mut token = TOKEN.lock().unwrap();
    token
        .get_or_insert_with(|| signer.token("x").split_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap())
        .clone()
}

#[tokio::test]
async fn weak_and_oversized_keys_are_none() {
    let mut weak = Signer::all()[0].jwk("k");
    weak["n"] = json!(BASE64.encode([0xff; 128]));
    let (verifier, published, clock) = verifier(&[weak]).await;
    let token = Signer::all()[0].token("k");
    assert!(verifier.verify(&token).await.is_err_and(|error| error.code == Code::Unauthorized));
    let [rsa, ..] = Signer::all();
    published.set(&[rsa.jwk("k"), json!({"kty": "oct", "kid": "x", "k": "A".repeat(70_000)})]);
    clock.fetch_add(11, Ordering::SeqCst);
    assert!(verifier.verify(&rsa.token("k")).await.is_err(), "more than 64 KiB of keys");
}

#[test]
fn keys_are_fetched_by_https_and_for_a_known_issuer() {
    let aws = |pairs: &[(&str, &str)]| {
        let own = [("AWS_REGION", "x"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")];
        let pairs = own.iter().chain(pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Aws::with_env(Env::from_pairs(pairs)).unwrap()
    };
    let known = [("JWT_ISSUER", "i"), ("JWT_AUDIENCE", "a"), ("AUTH_SERVICE_URL", "http://auth.example/v1")];
    for (pairs, name) in [
        (&known[..0], "JWT_ISSUER"),
        (&known[..1], "JWT_AUDIENCE"),
        (&known[..2], "AUTH_SERVICE_URL"),
        (&known[..], "AUTH_SERVICE_URL"),
    ] {
        let error = Verifier::from_env(&aws(pairs)).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
}
