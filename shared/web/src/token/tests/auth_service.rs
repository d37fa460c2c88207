//! An auth service with keys of every kind.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::{
    encoding::AsDer,
    hmac,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use serde_json::{Value, json};

pub(super) const ISSUER: &str = "https://auth.example";
pub(super) const AUDIENCE: &str = "profiles";
pub(super) const SECRET: &str = "a secret of more than thirty-two bytes";

/// A key of the auth service.
pub(super) enum Signer {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    /// Is not published.
    Secret(Vec<u8>),
}

impl Signer {
    pub(super) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    pub(super) fn ec() -> Self {
        Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub(super) fn ed() -> Self {
        Self::Ed(Ed25519KeyPair::generate().unwrap())
    }

    pub(super) fn all() -> [Self; 3] {
        [Self::rsa(), Self::ec(), Self::ed()]
    }

    pub(super) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
            Self::Ed(_) => "EdDSA",
            Self::Secret(_) => "HS256",
        }
    }

    pub(super) fn jwk(&self, kid: &str) -> Value {
        match self {
            Self::Rsa(pair) => {
                let key = pair.public_key();
                let (n, e) =
                    (key.modulus().big_endian_without_leading_zero(), key.exponent().big_endian_without_leading_zero());
                json!({"kty": "RSA", "kid": kid, "use": "sig", "n": BASE64.encode(n), "e": BASE64.encode(e)})
            }
            Self::Ec(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
                json!({"kty": "EC", "crv": "P-256", "kid": kid, "alg": "ES256", "x": x, "y": y})
            }
            Self::Ed(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "kid": kid, "x": BASE64.encode(pair.public_key().as_ref())})
            }
            Self::Secret(secret) => json!({"kty": "oct", "kid": kid, "k": BASE64.encode(secret)}),
        }
    }

    /// What somebody who only knows the public key could use as a secret.
    pub(super) fn public_forms(&self, kid: &str) -> Vec<Vec<u8>> {
        let (der, raw) = match self {
            Self::Rsa(pair) => (
                AsDer::as_der(pair.public_key()).unwrap().as_ref().to_vec(),
                pair.public_key().modulus().big_endian_without_leading_zero().to_vec(),
            ),
            Self::Ec(pair) => {
                (AsDer::as_der(pair.public_key()).unwrap().as_ref().to_vec(), pair.public_key().as_ref().to_vec())
            }
            Self::Ed(pair) => {
                (AsDer::as_der(pair.public_key()).unwrap().as_ref().to_vec(), pair.public_key().as_ref().to_vec())
            }
            Self::Secret(_) => return Vec::new(),
        };
        let encoded = BASE64_STANDARD.encode(&der).into_bytes();
        let lines: Vec<_> = encoded.chunks(64).map(|line| String::from_utf8_lossy(line)).collect();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", lines.join("\n"));
        let jwk = self.jwk(kid).to_string().into_bytes();
        vec![der, raw, encoded.clone(), pem.clone().into_bytes(), format!("{pem}\n").into_bytes(), jwk, Vec::new()]
    }

    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    pub(super) fn sign_text(&self, header: &str, claims: &str) -> String {
        let text = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
            Self::Ec(pair) => pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Self::Ed(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
            Self::Secret(secret) => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{text}.{}", BASE64.encode(signature))
    }

    pub(super) fn token(&self, kid: &str) -> String {
        self.sign(&json!({"alg": self.algorithm(), "typ": "JWT", "kid": kid}), &claims())
    }
}

pub(super) fn claims() -> Value {
    json!({"sub": "usr_1", "exp": runtime::now().as_second() + 600, "iss": ISSUER, "aud": AUDIENCE})
}

/// How the auth service answers.
#[derive(Clone)]
pub(super) enum Answer {
    Body(String),
    Status(StatusCode),
    Redirect(String),
    Late(Duration, String),
}

/// What the auth service publishes, and how often it was asked.
pub(super) struct Published {
    answer: Mutex<Answer>,
    asked: AtomicU64,
}

impl Published {
    pub(super) fn new(answer: Answer) -> Arc<Self> {
        Arc::new(Self { answer: Mutex::new(answer), asked: AtomicU64::new(0) })
    }

    pub(super) fn answer(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(super) fn set(&self, keys: &[Value]) {
        self.answer(Answer::Body(set(keys)));
    }

    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

pub(super) fn set(keys: &[Value]) -> String {
    json!({"keys": keys}).to_string()
}

/// The `AUTH_SERVICE_URL` of an auth service that publishes `published`.
pub(super) async fn serve(published: Arc<Published>) -> String {
    let router = Router::new().route("/auth/.well-known/jwks.json", get(respond)).with_state(published);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/auth", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn respond(State(published): State<Arc<Published>>) -> Response {
    published.asked.fetch_add(1, Ordering::SeqCst);
    let answer = published.answer.lock().unwrap().clone();
    match answer {
        Answer::Body(body) => body.into_response(),
        Answer::Status(status) => status.into_response(),
        Answer::Redirect(to) => (StatusCode::FOUND, [(header::LOCATION, to)]).into_response(),
        Answer::Late(delay, body) => {
            tokio::time::sleep(delay).await;
            body.into_response()
        }
    }
}
