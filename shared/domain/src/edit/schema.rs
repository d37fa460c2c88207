//! Schemas of the bodies of edits, where `null` sets a field back.

use serde_json::{Map, Value, json};

use super::{PreferencesEdit, PrivacyEdit, ProfileEdit, profile::MAX_TAGS};
use crate::{
    links::{MAX_LINKS, MAX_URL_BYTES, NETWORKS},
    preferences::LANGUAGES,
    privacy::{Level, Privacy},
    schema_by_hand,
};

schema_by_hand!(
    ProfileEdit,
    json!({
        "type": "object",
        "description": "The fields to change; the others stay. Links and lists are replaced whole, `privacy` and \
            `preferences` merge key by key, and `null` clears.",
        "properties": {
            "displayName": text("display-name", 2, 200, "The name; `null` sets the one of somebody who has not chosen any."),
            "bio": text("text", 0, 4000, "What the person says of themself."),
            "location": text("line", 0, 800, "Where the person lives."),
            "timezone": text("time-zone", 2, 64, "An IANA time zone id; `null` sets UTC."),
            "socialLinks": {
                "type": ["object", "null"],
                "description": "All links by network, each to the network's own host.",
                "properties": NETWORKS.iter().map(|(name, hosts)| ((*name).to_owned(), link(hosts))).collect::<Map<_, _>>(),
                "additionalProperties": false,
                "maxProperties": MAX_LINKS,
            },
            "interests": tags("All interests, in the person's order, each once."),
            "skills": tags("All skills, in the person's order, each once."),
            "privacy": privacy(),
            "preferences": preferences(),
        },
        "additionalProperties": false,
        "examples": [{
            "displayName": "John Smith",
            "bio": "Senior software architect specializing in microservices",
            "location": "New York, NY",
            "timezone": "America/New_York",
            "socialLinks": {"twitter": "https://twitter.com/johnsmith", "github": "https://github.com/johnsmith"},
            "interests": ["golang", "kubernetes", "serverless"],
        }],
    })
);
schema_by_hand!(PrivacyEdit, privacy());
schema_by_hand!(PreferencesEdit, preferences());

fn text(format: &str, min: usize, max: usize, description: &str) -> Value {
    let mut schema =
        json!({"type": ["string", "null"], "description": description, "format": format, "maxLength": max});
    if min > 0 {
        schema["minLength"] = min.into();
    }
    schema
}

fn tags(description: &str) -> Value {
    json!({
        "type": ["array", "null"],
        "description": description,
        "items": {"type": "string", "format": "tag", "minLength": 1, "maxLength": 400},
        "maxItems": MAX_TAGS,
        "uniqueItems": true,
    })
}

/// A link to one of `hosts` or to something below it; to any public host when there are none.
fn link(hosts: &[&str]) -> Value {
    let label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    let host = if hosts.is_empty() {
        format!(r"(?:{label}\.){{1,8}}[a-z]{{2,63}}")
    } else {
        format!(r"(?:{label}\.){{0,8}}(?:{})", hosts.join("|").replace('.', r"\."))
    };
    json!({
        "type": "string",
        "pattern": format!(r"^https://{host}(?:/[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?$"),
        "maxLength": MAX_URL_BYTES,
    })
}

fn privacy() -> Value {
    let mut levels: Vec<Value> = Level::ALL.iter().map(|level| json!(level)).collect();
    levels.push(Value::Null);
    let level = json!({"type": ["string", "null"], "enum": levels});
    json!({
        "type": "object",
        "description": "The settings to change; `null` sets one back to the default.",
        "properties": Privacy::FIELDS.iter().map(|field| ((*field).to_owned(), level.clone())).collect::<Map<_, _>>(),
        "additionalProperties": false,
        "examples": [{"displayName": "public", "bio": "authenticated", "location": "private"}],
    })
}

fn preferences() -> Value {
    json!({
        "type": "object",
        "description": "The preferences to change; `null` sets one, or a group of them, back to the default.",
        "properties": {
            "theme": {"type": ["string", "null"], "enum": ["light", "dark", "auto", null]},
            "language": {
                "type": ["string", "null"],
                "description": "A BCP 47 tag of a language that the pages speak.",
                "pattern": format!("^(?:{})(?:-[A-Za-z0-9]{{2,8}})*$", LANGUAGES.join("|")),
                "maxLength": 35,
            },
            "notifications": switches(&["email", "push", "inApp"]),
            "privacy": switches(&["showOnlineStatus", "allowDirectMessages", "showReadReceipts"]),
        },
        "additionalProperties": false,
        "examples": [{"theme": "dark", "language": "en", "notifications": {"email": true, "push": false}}],
    })
}

fn switches(names: &[&str]) -> Value {
    let switch = json!({"type": ["boolean", "null"]});
    json!({
        "type": ["object", "null"],
        "properties": names.iter().map(|name| ((*name).to_owned(), switch.clone())).collect::<Map<_, _>>(),
        "additionalProperties": false,
    })
}
