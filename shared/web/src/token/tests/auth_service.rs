//! An auth service with keys of every kind.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use axum::{Router, extract::State, http::StatusCode, routing::get};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};
use serde_json::{Value, json};

/// A key of the auth service.
pub(super) enum Signer {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
}

impl Signer {
    pub(super) fn all() -> [Self; 3] {
        [
            Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
            Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()),
            Self::Ed(Ed25519KeyPair::generate().unwrap()),
        ]
    }

    pub(super) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::Ec(_) => "ES256",
            Self::Ed(_) => "EdDSA",
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
        }
    }

    /// Bytes that somebody who only knows the public key could use as a secret.
    pub(super) fn public_bytes(&self) -> Vec<u8> {
        match self {
            Self::Rsa(pair) => AsDer::as_der(pair.public_key()).unwrap().as_ref().to_vec(),
            Self::Ec(pair) => pair.public_key().as_ref().to_vec(),
            Self::Ed(pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
            Self::Ec(pair) => pair.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Self::Ed(pair) => pair.sign(text.as_bytes()).as_ref().to_vec(),
        };
        format!("{text}.{}", BASE64.encode(signature))
    }

    pub(super) fn token(&self, kid: &str) -> String {
        self.sign(&json!({"alg": self.algorithm(), "typ": "JWT", "kid": kid}), &claims())
    }
}

pub(super) fn claims() -> Value {
    json!({"sub": "usr_1", "exp": runtime::now().as_second() + 600, "iss": "https://auth.example", "aud": "profiles"})
}

/// What the auth service publishes, and how often it was asked.
#[derive(Default)]
pub(super) struct Published {
    pub(super) body: Mutex<String>,
    asked: AtomicU64,
}

impl Published {
    pub(super) fn set(&self, keys: &[Value]) {
        *self.body.lock().unwrap() = json!({"keys": keys}).to_string();
    }

    pub(super) fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

pub(super) async fn serve(published: Arc<Published>) -> String {
    let answer = |State(published): State<Arc<Published>>| async move {
        published.asked.fetch_add(1, Ordering::SeqCst);
        let body = published.body.lock().unwrap().clone();
        if body.is_empty() { Err(StatusCode::SERVICE_UNAVAILABLE) } else { Ok(body) }
    };
    let router = Router::new().route("/auth/.well-known/jwks.json", get(answer)).with_state(published);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/auth", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
