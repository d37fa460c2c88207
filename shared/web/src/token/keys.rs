//! Published keys (RFC 7517) that may sign tokens.

use std::{collections::HashMap, sync::Arc};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

use super::header::MAX_KID_BYTES;

const MIN_RSA_BITS: usize = 2048;

/// A key and the one algorithm that it is for.
pub(super) struct Key {
    pub(super) key: DecodingKey,
    pub(super) algorithm: Algorithm,
}

/// Keys by their ids.
pub(super) type Keys = HashMap<String, Arc<Key>>;

/// The keys of the set `text`; those that cannot sign tokens, and those that are not known here, are passed over.
pub(super) fn read(text: &[u8]) -> Result<Keys, serde_json::Error> {
    #[derive(Deserialize)]
    struct Set {
        // not keys yet, or one that is broken would take the others with it
        keys: Vec<Value>,
    }
    let set: Set = serde_json::from_slice(text)?;
    Ok(set.keys.into_iter().filter_map(|key| named(&serde_json::from_value(key).ok()?)).collect())
}

fn named(jwk: &Jwk) -> Option<(String, Arc<Key>)> {
    let kid = jwk.common.key_id.clone().filter(|kid| (1..=MAX_KID_BYTES).contains(&kid.len()))?;
    if !is_for_signatures(jwk) {
        return None;
    }
    let algorithm = algorithm(&jwk.algorithm)?;
    // a key that says what it is for is for nothing else
    if jwk.common.key_algorithm.is_some_and(|stated| stated != KeyAlgorithm::from(algorithm)) {
        return None;
    }
    Some((kid, Arc::new(Key { key: DecodingKey::from_jwk(jwk).ok()?, algorithm })))
}

fn is_for_signatures(jwk: &Jwk) -> bool {
    jwk.common.public_key_use.as_ref().is_none_or(|r#use| *r#use == PublicKeyUse::Signature)
        && jwk.common.key_operations.as_ref().is_none_or(|operations| operations.contains(&KeyOperations::Verify))
}

/// The algorithm of tokens that a key with `parameters` signs.
fn algorithm(parameters: &AlgorithmParameters) -> Option<Algorithm> {
    match parameters {
        AlgorithmParameters::RSA(rsa) => (bits(&rsa.n)? >= MIN_RSA_BITS).then_some(Algorithm::RS256),
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => Some(Algorithm::ES256),
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => Some(Algorithm::EdDSA),
        _ => None,
    }
}

/// How many bits `number` has without the zeros in front.
fn bits(number: &str) -> Option<usize> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(number).ok()?;
    let first = bytes.iter().position(|byte| *byte != 0)?;
    Some((bytes.len() - first) * 8 - bytes[first].leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn modulus(bytes: &[u8]) -> Value {
        json!({"kty": "RSA", "kid": "k", "e": "AQAB", "n": BASE64_URL_SAFE_NO_PAD.encode(bytes)})
    }

    fn ids(keys: &[Value]) -> Vec<String> {
        let mut ids: Vec<_> = read(json!({"keys": keys}).to_string().as_bytes()).unwrap().into_keys().collect();
        ids.sort();
        ids
    }

    #[test]
    fn an_rsa_key_has_at_least_2048_bits() {
        let mut weak = [0xff; 256];
        weak[0] = 0x7f;
        let padded = [&[0; 256][..], &[0xff; 128]].concat();
        for (bytes, is_key) in
            [(&[0xff; 256][..], true), (&weak, false), (&padded, false), (&[0xff; 128], false), (&[], false)]
        {
            assert_eq!(ids(&[modulus(bytes)]).len(), usize::from(is_key), "{} bytes", bytes.len());
        }
    }

    #[test]
    fn keys_for_other_things_and_broken_ones_are_passed_over() {
        let good = modulus(&[0xff; 256]);
        let with = |name: &str, value: Value| {
            let mut key = good.clone();
            key["kid"] = json!("other");
            key[name] = value;
            key
        };
        let keys = [
            with("use", json!("enc")),
            with("key_ops", json!(["encrypt"])),
            with("alg", json!("PS256")),
            with("alg", json!("RSA-OAEP")),
            with("kid", json!("")),
            with("kid", json!("k".repeat(129))),
            with("kid", json!(7)),
            with("n", json!(null)),
            with("n", json!("+/")),
            with("kty", json!("new")),
            json!({"kty": "RSA", "n": good["n"], "e": "AQAB"}),
            json!({"kty": "oct", "kid": "secret", "k": "AAAA"}),
            json!({"kty": "EC", "kid": "p384", "crv": "P-384", "x": "AAAA", "y": "AAAA"}),
            json!({"kty": "OKP", "kid": "x25519", "crv": "X25519", "x": "AAAA"}),
            json!("nonsense"),
            good.clone(),
        ];
        assert_eq!(ids(&keys), ["k"]);
    }

    #[test]
    fn what_is_no_set_is_an_error() {
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, "<html>"] {
            assert!(read(text.as_bytes()).is_err(), "{text}");
        }
    }
}
