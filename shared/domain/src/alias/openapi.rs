//! Schemas of aliases for docs/openapi.yml.

use super::{ANIMALS, AliasId, AliasName, ContextId, ContextType};
use crate::{openapi::json, schema_by_hand};

schema_by_hand!(
    AliasId,
    json!({
        "type": "string",
        "description": "An alias's id: random, and nothing else.",
        "pattern": "^alias_[a-z2-7]{20}$",
        "examples": ["alias_abcdefghijklmnopqrst"],
    })
);
schema_by_hand!(
    AliasName,
    json!({
        "type": "string",
        "description": format!("One of {} animals and a number.", ANIMALS.len()),
        "pattern": "^Anonymous_[A-Z][a-z]+_[1-9][0-9]{0,2}$",
        "examples": ["Anonymous_Panda_789"],
    })
);
schema_by_hand!(
    ContextId,
    json!({
        "type": "string",
        "description": "A place's id, made by the service that has the place.",
        "pattern": "^[A-Za-z0-9_.:-]+$",
        "minLength": 1,
        "maxLength": 128,
        "examples": ["chat_room_123"],
    })
);
schema_by_hand!(
    ContextType,
    json!({
        "type": "string",
        "description": "A kind of place; the alias of a session ends within a day.",
        "enum": ContextType::ALL,
        "examples": ["chat_room"],
    })
);

/// URL of an alias's picture.
#[derive(Clone, Copy, Debug)]
pub struct AliasPictureUrl;

schema_by_hand!(
    AliasPictureUrl,
    json!({
        "type": "string",
        "description": "URL of an alias's picture, which is the same for everybody who is called so.",
        "format": "uri",
        "pattern": r"^https?://[^/]+/aliases/[a-z]+_[1-9][0-9]{0,2}\.svg$",
        "examples": ["https://cdn.multitask.com/aliases/panda_789.svg"],
    })
);
