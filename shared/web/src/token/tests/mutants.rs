//! Good tokens, changed at random.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};

use super::*;

const MUTANTS: usize = 20_000;
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";

/// A xorshift generator: the same seed makes the same changes.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn letter(&mut self) -> u8 {
        ALPHABET[self.below(ALPHABET.len())]
    }
}

/// `good` with one change, which may be none; `other` is a good token that says something else.
fn mutant(random: &mut Random, good: &str, other: &str) -> String {
    let mut bytes = good.as_bytes().to_vec();
    let at = random.below(bytes.len());
    match random.below(8) {
        0 => bytes[at] = random.letter(),
        1 => drop(bytes.remove(at)),
        2 => bytes.insert(at, random.letter()),
        3 => bytes.truncate(at),
        4 => bytes[at] = if bytes[at].is_ascii_lowercase() { bytes[at].to_ascii_uppercase() } else { random.letter() },
        5 => {
            for _ in 0..2 + random.below(6) {
                let at = random.below(bytes.len());
                bytes[at] = random.letter();
            }
        }
        6 => return flipped(random, good),
        _ => return mixed(random, good, other),
    }
    String::from_utf8(bytes).unwrap()
}

/// `token` with one bit of what it means changed.
fn flipped(random: &mut Random, token: &str) -> String {
    let mut parts: Vec<_> = token.split('.').map(|part| BASE64.decode(part).unwrap()).collect();
    let part = random.below(parts.len());
    let at = random.below(parts[part].len());
    parts[part][at] ^= 1 << random.below(8);
    parts.iter().map(|part| BASE64.encode(part)).collect::<Vec<_>>().join(".")
}

/// A token of parts of two others.
fn mixed(random: &mut Random, good: &str, other: &str) -> String {
    let parts: Vec<_> = good.split('.').chain(other.split('.')).collect();
    (0..3).map(|_| parts[random.below(parts.len())]).collect::<Vec<_>>().join(".")
}

async fn none_is_good(signer: Signer, verifier: Verifier) {
    let seed =
        std::env::var("SEED").map_or_else(|_| uuid::Uuid::new_v4().as_u64_pair().0, |seed| seed.parse().unwrap());
    let mut random = Random(seed | 1);
    let kid = signer.algorithm();
    let mut admin = claims();
    admin["sub"] = json!("usr_2");
    admin["scope"] = json!("profiles:admin");
    let originals = [signer.token(kid), signer.sign(&json!({"alg": kid, "kid": kid}), &admin)];
    for original in &originals {
        assert_eq!(code(&verifier, original).await, None);
    }
    let mut changed = 0;
    while changed < MUTANTS {
        let token = mutant(&mut random, &originals[0], &originals[1]);
        if !originals.contains(&token) {
            changed += 1;
            assert!(verifier.verify(&token).await.is_err(), "SEED={seed} {}: {token}", signer.jwk(kid));
        }
    }
}

async fn none_is_good_by_published_key(signer: Signer) {
    let (verifier, published, _) = verifier_of(std::slice::from_ref(&signer)).await;
    none_is_good(signer, verifier).await;
    assert_eq!(published.asked(), 1, "changed ids of keys are asked for once in a while only");
}

#[tokio::test]
async fn no_mutant_of_an_rs256_token_is_good() {
    none_is_good_by_published_key(Signer::rsa()).await;
}

#[tokio::test]
async fn no_mutant_of_an_es256_token_is_good() {
    none_is_good_by_published_key(Signer::ec()).await;
}

#[tokio::test]
async fn no_mutant_of_an_eddsa_token_is_good() {
    none_is_good_by_published_key(Signer::ed()).await;
}

#[tokio::test]
async fn no_mutant_of_an_hs256_token_is_good() {
    none_is_good(Signer::Secret(SECRET.into()), verifier_by_secret()).await;
}
