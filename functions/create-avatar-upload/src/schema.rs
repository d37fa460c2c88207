//! What docs/openapi.yml says of tickets.

use domain::{
    openapi::{Map, Value, json},
    schema_by_hand,
    upload::DEFAULT_MAX_BYTES,
};

/// The picture that is to be uploaded.
pub(crate) struct UploadOrder;

schema_by_hand!(
    UploadOrder,
    json!({
        "oneOf": [
            order(&["contentType", "contentLength"], &json!({"type": "string", "enum": ["PUT"], "default": "PUT"}), true),
            order(
                &["contentType", "contentLength", "method"],
                &json!({
                    "type": "string",
                    "description": "A form, for clients that cannot send headers of their own; the size is then a limit.",
                    "enum": ["POST"],
                }),
                false,
            ),
        ],
        "examples": [{"contentType": "image/jpeg", "contentLength": 123_456}],
    })
);

fn order(required: &[&str], method: &Value, bound: bool) -> Value {
    let mut properties = json!({
        "contentType": {"type": "string", "enum": ["image/jpeg", "image/png", "image/gif", "image/webp"]},
        "contentLength": {
            "type": "integer",
            "description": "The size in bytes, up to `IMAGE_MAX_SIZE`.",
            "minimum": 1,
            "maximum": DEFAULT_MAX_BYTES,
        },
        "method": method,
    });
    if bound {
        properties["sha256"] = json!({
            "type": ["string", "null"],
            "description": "The SHA-256 of the bytes, in base64 or hexadecimal digits; S3 then refuses other bytes.",
            "pattern": "^(?:[0-9A-Fa-f]{64}|[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$",
        });
    }
    json!({"type": "object", "required": required, "properties": properties})
}
/// The answer.
pub(crate) struct Ticket;

schema_by_hand!(
    Ticket,
    json!({
        "description": "Leave to upload, for whoever holds it.",
        "oneOf": [
            ticket("PUT", "headers", "The headers that the PUT must carry, exactly."),
            ticket("POST", "fields", "The fields that the POST must carry before its `file`."),
        ],
    })
);

fn ticket(method: &str, parts: &str, description: &str) -> Value {
    let string = json!({"type": "string"});
    let parts_schema = json!({"type": "object", "description": description, "additionalProperties": string});
    let mut properties: Map<String, Value> = Map::from_iter([
        ("uploadId".to_owned(), json!({"$ref": "#/components/schemas/UploadId"})),
        ("method".to_owned(), json!({"type": "string", "enum": [method]})),
        ("uploadUrl".to_owned(), json!({"type": "string", "description": "Where to.", "format": "uri"})),
        ("expiresAt".to_owned(), json!({"$ref": "#/components/schemas/Time"})),
        ("maxBytes".to_owned(), json!({"type": "integer", "description": "`IMAGE_MAX_SIZE`.", "minimum": 1})),
        ("statusUrl".to_owned(), status_url()),
    ]);
    properties.insert(parts.to_owned(), parts_schema);
    json!({"type": "object", "required": properties.keys().collect::<Vec<_>>(), "properties": properties})
}

fn status_url() -> Value {
    json!({
        "type": "string",
        "description": "Where to ask what became of the upload.",
        "format": "uri-reference",
        "pattern": "^/v1/profile/avatar/uploads/[0-9]{10}[a-z2-7]{16}$",
    })
}
