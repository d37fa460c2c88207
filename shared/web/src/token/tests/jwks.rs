//! An auth service that changes its keys, is slow, or is away.

use std::io::{Read, Write};
use std::sync::Mutex;
use std::time::Instant;

use axum::http::{StatusCode, header};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};

use super::*;

const AWAY: Answer = Answer::Status(StatusCode::SERVICE_UNAVAILABLE);

#[tokio::test]
async fn keys_change_and_the_auth_service_may_be_away() {
    // X9
    let [rsa, ec, ed] = Signer::all();
    let (verifier, published, clock) = verifier(Answer::Body(set(&[rsa.jwk("old")]))).await;
    assert_eq!(code(&verifier, &rsa.token("old")).await, None);
    published.set(&[rsa.jwk("old"), ec.jwk("new")]);
    assert_eq!(code(&verifier, &ec.token("new")).await, Some(Code::Unauthorized), "too soon to ask again");
    clock.wait(10);
    assert_eq!(code(&verifier, &ec.token("new")).await, None);
    published.set(&[ec.jwk("new")]);
    clock.wait(599);
    assert_eq!(code(&verifier, &rsa.token("old")).await, None, "not yet known to be withdrawn");
    clock.wait(1);
    assert_eq!(code(&verifier, &rsa.token("old")).await, Some(Code::Unauthorized), "withdrawn");
    published.answer(AWAY);
    clock.wait(24 * 3600 - 1);
    assert_eq!(code(&verifier, &ec.token("new")).await, None, "the auth service is away");
    clock.wait(11);
    let error = verifier.verify(&ec.token("new")).await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable, "away for a day");
    published.set(&[ed.jwk("newest"), json!({"kty": "oct", "kid": "s", "k": "AA"}), json!({"kty": "new", "kid": "n"})]);
    clock.wait(10);
    assert_eq!(code(&verifier, &ed.token("newest")).await, None, "back");
}

#[tokio::test]
async fn keys_that_are_published_before_they_sign_may_change_every_five_seconds() {
    let signer = Signer::ed();
    let (verifier, published, clock) = verifier(AWAY).await;
    for n in 0..100_u32 {
        let keys: Vec<_> = (n.saturating_sub(3)..n + 3).map(|n| signer.jwk(&format!("k{n}"))).collect();
        published.set(&keys);
        assert_eq!(code(&verifier, &signer.token(&format!("k{n}"))).await, None, "{n}");
        clock.wait(5);
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_makes_keys_old() {
    let [rsa, ec, _] = Signer::all();
    let (verifier, published, clock) = verifier(Answer::Body(set(&[rsa.jwk("old")]))).await;
    clock.set(5000);
    assert_eq!(code(&verifier, &rsa.token("old")).await, None);
    published.set(&[ec.jwk("new")]);
    clock.set(0);
    assert_eq!(code(&verifier, &rsa.token("old")).await, Some(Code::Unauthorized));
    assert_eq!(published.asked(), 2);
}

#[tokio::test]
async fn first_use_by_many_is_one_question() {
    let rsa = Signer::rsa();
    let late = Answer::Late(Duration::from_millis(100), set(&[rsa.jwk("k")]));
    let (verifier, published, _) = verifier(late).await;
    let token = rsa.token("k");
    // the first of them hangs up before there is an answer
    tokio::time::timeout(Duration::from_millis(20), verifier.verify(&token)).await.unwrap_err();
    let calls = (0..200).map(|_| {
        let (verifier, token) = (verifier.clone(), token.clone());
        tokio::spawn(async move { verifier.verify(&token).await.is_ok() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap());
    }
    assert_eq!(published.asked(), 1);
}

#[tokio::test]
async fn a_storm_of_unknown_keys_is_one_question_in_ten_seconds() {
    let (rsa, ec) = (Signer::rsa(), Signer::ec());
    let (verifier, published, clock) = verifier(Answer::Body(set(&[rsa.jwk("k")]))).await;
    let good = rsa.token("k");
    let forged = ec.token("x");
    let (_, rest) = forged.split_once('.').unwrap();
    for n in 0..10_000 {
        if n % 1000 == 0 {
            clock.wait(3);
            assert_eq!(code(&verifier, &good).await, None);
        }
        let header = BASE64.encode(json!({"alg": "ES256", "kid": format!("k{n}")}).to_string());
        assert_eq!(code(&verifier, &format!("{header}.{rest}")).await, Some(Code::Unauthorized));
    }
    assert!(published.asked() <= 1 + 30 / 10, "{}", published.asked());
    published.answer(AWAY);
    clock.wait(10);
    assert_eq!(code(&verifier, &forged).await, Some(Code::Unauthorized));
    assert_eq!(code(&verifier, &good).await, None, "a storm while the auth service is away");
}

#[tokio::test]
async fn without_any_keys_nobody_is_turned_away_as_unknown() {
    let rsa = Signer::rsa();
    let elsewhere = Published::new(Answer::Body(set(&[rsa.jwk("k")])));
    let redirect = Answer::Redirect(format!("{}/.well-known/jwks.json", serve(Arc::clone(&elsewhere)).await));
    let padded = |bytes| Answer::Body(format!("{}{}", set(&[rsa.jwk("k")]), " ".repeat(bytes)));
    let bad = [
        AWAY,
        Answer::Status(StatusCode::NO_CONTENT),
        redirect,
        padded(64 * 1024),
        padded(5 << 20),
        Answer::Body("<html>".to_owned()),
    ];
    for answer in bad {
        let (verifier, published, clock) = verifier(answer).await;
        let error = verifier.verify(&rsa.token("k")).await.unwrap_err();
        assert_eq!(error.code, Code::Unavailable);
        assert_eq!(error.headers, [(header::RETRY_AFTER, "10".parse().unwrap())]);
        assert_eq!(code(&verifier, &rsa.token("k")).await, Some(Code::Unavailable), "not asked again yet");
        for nonsense in
            ["nonsense".to_owned(), format!("{}.x", rsa.token("k")), rsa.token(""), rsa.token(&"k".repeat(129))]
        {
            assert_eq!(code(&verifier, &nonsense).await, Some(Code::Unauthorized), "no key would make it good");
        }
        assert_eq!(published.asked(), 1);
        published.answer(padded(60 * 1024));
        clock.wait(10);
        assert_eq!(code(&verifier, &rsa.token("k")).await, None);
    }
    assert_eq!(elsewhere.asked(), 0, "a redirect was followed");
}

#[tokio::test]
async fn a_set_that_cannot_be_read_leaves_the_keys_that_are_known() {
    let rsa = Signer::rsa();
    let (verifier, published, clock) = verifier(Answer::Body(set(&[rsa.jwk("k")]))).await;
    for bad in [AWAY, Answer::Body(" ".repeat(70_000)), Answer::Body(r#"{"keys":"#.to_owned())] {
        assert_eq!(code(&verifier, &rsa.token("k")).await, None);
        published.answer(bad);
        clock.wait(601);
    }
    assert_eq!(code(&verifier, &rsa.token("k")).await, None);
    assert_eq!(published.asked(), 4);
}

#[tokio::test]
async fn while_one_caller_renews_old_keys_the_others_do_not_wait() {
    let ed = Signer::ed();
    let keys = set(&[ed.jwk("k")]);
    let (verifier, published, clock) = verifier(Answer::Body(keys.clone())).await;
    let token = ed.token("k");
    assert_eq!(code(&verifier, &token).await, None);
    published.answer(Answer::Late(Duration::from_secs(30), keys));
    clock.wait(601);
    let renewing = tokio::spawn({
        let (verifier, token) = (verifier.clone(), token.clone());
        async move { code(&verifier, &token).await }
    });
    while published.asked() == 1 {
        tokio::task::yield_now().await;
    }
    assert_eq!(code(&verifier, &token).await, None);
    assert!(!renewing.is_finished());
    assert_eq!(renewing.await.unwrap(), None, "the old keys serve on");
    assert_eq!(published.asked(), 2);
}

#[tokio::test]
async fn a_slow_auth_service_costs_one_caller_a_second() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    // a byte now and then, so that no single read is slow
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _request = stream.read(&mut [0; 1024]);
        let mut sent = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 60000\r\n\r\n");
        while sent.is_ok() {
            std::thread::sleep(Duration::from_millis(50));
            sent = stream.write_all(b" ");
        }
    });
    let verifier = verifier_at(url, &Clock::default());
    let (start, token) = (Instant::now(), Signer::ed().token("k"));
    for _ in 0..100 {
        assert_eq!(code(&verifier, &token).await, Some(Code::Unavailable));
    }
    let took = start.elapsed();
    assert!((900..5000).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test]
async fn a_failure_is_logged_once() {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let writer = lines.clone();
    let logger = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(logger);
    let (verifier, _, clock) = verifier(AWAY).await;
    let token = Signer::ed().token("k");
    for failures in 1..=2 {
        for _ in 0..50 {
            assert_eq!(code(&verifier, &token).await, Some(Code::Unavailable));
        }
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.matches("keys were not fetched").count(), failures, "{text}");
        assert!(text.contains("answered 503") && !text.contains(&token), "{text}");
        clock.wait(10);
    }
}
