//! Forged tokens, and good ones for something else (RFC 8725).

use base64::prelude::{BASE64_URL_SAFE_NO_PAD as BASE64, Engine};

use super::*;

/// Names and tokens.
type Attacks = Vec<(String, String)>;

fn part(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

/// The header of a token of `signer` with `changes`.
fn header(signer: &Signer, changes: &[(&str, Value)]) -> Value {
    let mut header = json!({"alg": signer.algorithm(), "kid": signer.algorithm()});
    for (name, value) in changes {
        header[*name] = value.clone();
    }
    header
}

/// Tokens that say another algorithm than the key's.
fn algorithms(signer: &Signer, attacks: &mut Attacks) {
    let kid = signer.algorithm();
    for alg in
        ["none", "None", "nOnE", "", "HS256", "HS384", "HS512", "RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
    {
        let header = header(signer, &[("alg", json!(alg))]);
        attacks.push((format!("{kid} unsigned {alg}"), format!("{}.{}.", part(&header), part(&claims()))));
        if alg != kid {
            attacks.push((format!("{kid} as {alg}"), signer.sign(&header, &claims())));
        }
    }
    for alg in [json!(null), json!(["none"]), json!(0)] {
        attacks.push((format!("{kid} as {alg}"), signer.sign(&header(signer, &[("alg", alg)]), &claims())));
    }
    for secret in signer.public_forms(kid) {
        for alg in ["HS256", kid] {
            let token = Signer::Secret(secret.clone()).sign(&header(signer, &[("alg", json!(alg))]), &claims());
            attacks.push((format!("{kid} public key as the secret of {alg}, {} bytes", secret.len()), token));
        }
    }
}

/// Tokens with signatures that nobody made, or in a form that is none.
fn forms(signer: &Signer, attacks: &mut Attacks) {
    let kid = signer.algorithm();
    let good = signer.token(kid);
    let (text, signature) = good.rsplit_once('.').unwrap();
    // CVE-2022-21449: r = s = 0
    for signature in [vec![0; 64], vec![0; 256], vec![0; 32], vec![0xff; 64], vec![0x30, 6, 2, 1, 0, 2, 1, 0], vec![]] {
        attacks.push((format!("{kid} signature {signature:x?}"), format!("{text}.{}", BASE64.encode(signature))));
    }
    let (first, second) = text.split_once('.').unwrap();
    for (name, token) in [
        ("two parts", text.to_owned()),
        ("four parts", format!("{good}.{signature}")),
        ("five parts", format!("{first}..{second}..{signature}")),
        ("no header", format!(".{second}.{signature}")),
        ("no claims", format!("{first}..{signature}")),
        ("padding", format!("{good}=")),
        ("a space", format!("{first}. {second}.{signature}")),
        ("a line", format!("{good}\n")),
        ("JSON", json!({"protected": first, "payload": second, "signature": signature}).to_string()),
    ] {
        attacks.push((format!("{kid} {name}"), token));
    }
}

/// Good signatures under headers that must not be taken, or keys that the header brings along.
fn headers(signer: &Signer, elsewhere: &str, attacks: &mut Attacks) {
    let kid = signer.algorithm();
    let mut sign = |name: String, by: &Signer, header: &Value| attacks.push((name, by.sign(header, &claims())));
    let stranger = match signer {
        Signer::Rsa(_) => Signer::rsa(),
        Signer::Ec(_) => Signer::ec(),
        Signer::Ed(_) => Signer::ed(),
        Signer::Secret(_) => Signer::Secret(vec![7; 32]),
    };
    let chain: Vec<_> = stranger.public_forms(kid).iter().map(|form| BASE64.encode(form)).collect();
    for (name, value) in
        [("jku", json!(elsewhere)), ("x5u", json!(elsewhere)), ("jwk", stranger.jwk(kid)), ("x5c", json!(chain))]
    {
        for named in [kid, "unknown", elsewhere] {
            let header = header(signer, &[("kid", json!(named)), (name, value.clone())]);
            sign(format!("{name} of a stranger for {kid} under {named}"), &stranger, &header);
        }
    }
    sign(format!("{kid} by a stranger"), &stranger, &header(signer, &[]));
    for (name, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("typ", json!("dpop+jwt")),
        ("typ", json!("logout+jwt")),
        ("typ", json!("JWE")),
        ("typ", json!("")),
        ("typ", json!(["JWT"])),
        ("kid", json!("")),
        ("kid", json!(7)),
        ("kid", json!(["RS256"])),
        ("kid", json!("k".repeat(129))),
    ] {
        sign(format!("{kid} {name} {value}"), signer, &header(signer, &[(name, value)]));
    }
    for (name, text) in [
        ("alg twice", format!(r#"{{"alg":"none","alg":"{kid}","kid":"{kid}"}}"#)),
        ("kid twice", format!(r#"{{"alg":"{kid}","kid":"unknown","kid":"{kid}"}}"#)),
        ("a name of its own twice", format!(r#"{{"alg":"{kid}","kid":"{kid}","x":1,"x":2}}"#)),
    ] {
        attacks.push((format!("{kid} {name}"), signer.sign_text(&text, &claims().to_string())));
    }
    for text in [format!(r#"[{{"alg":"{kid}"}}]"#), "null".to_owned(), "{".to_owned(), "[".repeat(2000)] {
        let short: String = text.chars().take(20).collect();
        attacks.push((format!("{kid} header {short}"), signer.sign_text(&text, &claims().to_string())));
    }
}

/// Good signatures for claims that must not be taken.
fn bodies(signer: &Signer, attacks: &mut Attacks) {
    let kid = signer.algorithm();
    let now = runtime::now().as_second();
    let later = now + 600;
    for name in ["exp", "sub", "iss", "aud"] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        attacks.push((format!("{kid} without {name}"), signer.sign(&header(signer, &[]), &claims)));
    }
    // as text, as some of it is no number that JSON would keep
    for (name, value) in [
        ("exp", format!(r#""{later}""#)),
        ("exp", format!("{later}.5")),
        ("exp", "1e308".to_owned()),
        ("exp", "1e19".to_owned()),
        ("exp", "1e999".to_owned()),
        ("exp", "99999999999999999999".to_owned()),
        ("exp", format!("-{later}")),
        ("exp", "0".to_owned()),
        ("exp", (now - 40).to_string()),
        ("exp", "null".to_owned()),
        ("exp", "true".to_owned()),
        ("exp", format!("[{later}]")),
        ("exp", format!(r#"{later},"exp":{later}"#)),
        ("exp", format!(r#"1,"\u0065xp":{later}"#)),
        ("nbf", (now + 60).to_string()),
        ("nbf", format!(r#""{now}""#)),
        ("nbf", "0.5".to_owned()),
        ("nbf", "-1".to_owned()),
        ("nbf", "null".to_owned()),
        ("iss", r#""https://evil.example""#.to_owned()),
        ("iss", format!(r#""{ISSUER}/""#)),
        ("iss", format!(r#"["{ISSUER}","https://evil.example"]"#)),
        ("iss", format!(r#"{{"{ISSUER}":1}}"#)),
        ("iss", "null".to_owned()),
        ("iss", format!(r#""https://evil.example","iss":"{ISSUER}""#)),
        ("aud", r#""posts""#.to_owned()),
        ("aud", r#""profilesx""#.to_owned()),
        ("aud", r#"["posts"]"#.to_owned()),
        ("aud", "[]".to_owned()),
        ("aud", format!(r#"["{AUDIENCE}",7]"#)),
        ("aud", format!(r#"[["{AUDIENCE}"]]"#)),
        ("aud", format!(r#"{{"{AUDIENCE}":true}}"#)),
        ("aud", "null".to_owned()),
        ("sub", "7".to_owned()),
        ("sub", r#""""#.to_owned()),
        ("sub", r#""../usr_1""#.to_owned()),
        ("sub", r#"["usr_1"]"#.to_owned()),
        ("sub", r#""usr_1","sub":"usr_2""#.to_owned()),
        ("scope", r#""","scope":"profiles:admin""#.to_owned()),
        ("token_use", r#""id""#.to_owned()),
        ("token_use", r#"["id"]"#.to_owned()),
        ("token_use", r#""refresh""#.to_owned()),
        ("typ", r#""Refresh""#.to_owned()),
        ("typ", r#""ID""#.to_owned()),
    ] {
        let mut claims = claims();
        claims.as_object_mut().unwrap().remove(name);
        let text = format!(r#"{{"{name}":{value},{}"#, &claims.to_string()[1..]);
        let token = signer.sign_text(&header(signer, &[]).to_string(), &text);
        attacks.push((format!("{kid} {name} {value}"), token));
    }
    for text in ["null".to_owned(), format!("[{}]", claims()), format!("{}{}", claims(), claims()), String::new()] {
        attacks.push((format!("{kid} claims {text}"), signer.sign_text(&header(signer, &[]).to_string(), &text)));
    }
    let mut long = claims();
    long["name"] = json!("x".repeat(9000));
    attacks.push((format!("{kid} 9 KB"), signer.sign(&header(signer, &[]), &long)));
    long["name"] = json!("x".repeat(1 << 20));
    attacks.push((format!("{kid} 1 MB"), signer.sign(&header(signer, &[]), &long)));
}

fn attacks_on(signer: &Signer, elsewhere: &str) -> Attacks {
    let mut attacks = Vec::new();
    algorithms(signer, &mut attacks);
    forms(signer, &mut attacks);
    headers(signer, elsewhere, &mut attacks);
    bodies(signer, &mut attacks);
    attacks
}

/// A listener that nobody must call, and its address.
fn trap() -> (std::net::TcpListener, String) {
    let trap = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let url = format!("http://{}/keys", trap.local_addr().unwrap());
    (trap, url)
}

#[tokio::test]
async fn no_attack_on_published_keys_gets_in_or_makes_a_call() {
    let (trap, elsewhere) = trap();
    let signers = Signer::all();
    let (verifier, published, _) = verifier_of(&signers).await;
    let mut attacks: Attacks = signers.iter().flat_map(|signer| attacks_on(signer, &elsewhere)).collect();
    let outsider = Signer::Secret(SECRET.into());
    attacks.push(("a secret nobody set".to_owned(), outsider.token("RS256")));
    for signer in &signers {
        let no_kid = json!({"alg": signer.algorithm()});
        attacks.push((format!("{} without kid", signer.algorithm()), signer.sign(&no_kid, &claims())));
        for other in signers.iter().filter(|other| other.algorithm() != signer.algorithm()) {
            attacks.push(("under another key's id".to_owned(), signer.token(other.algorithm())));
        }
        for kid in ["unknown", "../../etc/passwd", "' OR 1=1 --", "rs256", "RS256 ", "RS256\0", "RS256/../RS256", "*"] {
            attacks.push((format!("kid {kid:?}"), signer.token(kid)));
        }
        for kid in [elsewhere.as_str(), "http://169.254.169.254/latest/meta-data", "file:///dev/null"] {
            attacks.push((format!("kid {kid:?}"), signer.token(kid)));
        }
    }
    for (name, token) in &attacks {
        assert_eq!(code(&verifier, token).await, Some(Code::Unauthorized), "{name}");
    }
    assert!(attacks.len() > 300, "{}", attacks.len());
    assert!(trap.accept().is_err(), "a token made us call somebody");
    assert_eq!(published.asked(), 1, "unknown keys are asked for once in a while only");
    for signer in &signers {
        assert_eq!(code(&verifier, &signer.sign(&header(signer, &[]), &claims())).await, None, "after all of it");
    }
}

#[tokio::test]
async fn no_attack_on_the_secret_gets_in_or_makes_a_call() {
    let (trap, elsewhere) = trap();
    let signer = Signer::Secret(SECRET.into());
    let verifier = verifier_by_secret();
    let mut attacks = attacks_on(&signer, &elsewhere);
    for other in Signer::all() {
        attacks.push((other.algorithm().to_owned(), other.token("k")));
    }
    for secret in [&b""[..], b"secret", &SECRET.as_bytes()[1..], &[0; 32]] {
        attacks.push((format!("secret {secret:?}"), Signer::Secret(secret.to_vec()).token("k")));
    }
    for (name, token) in &attacks {
        assert_eq!(code(&verifier, token).await, Some(Code::Unauthorized), "{name}");
    }
    assert!(trap.accept().is_err(), "a token made us call somebody");
    assert_eq!(code(&verifier, &signer.sign(&header(&signer, &[]), &claims())).await, None, "after all of it");
}
