//! What docs/openapi.yml says of an upload's state.

use domain::{
    openapi::{Map, Value, json},
    schema_by_hand,
};

/// The answer.
pub(crate) struct Upload;

schema_by_hand!(
    Upload,
    json!({
        "description": "How far an upload got.",
        "oneOf": [
            upload("Under way, or of no account because a later upload or a deletion came first.", &["pending", "processing", "superseded"], &[]),
            upload("The picture cannot be used.", &["failed"], &[("error", reference("UploadFailure"))]),
            upload("The picture is shown.", &["ready"], &[
                ("avatarUrl", reference("PictureUrl")),
                ("thumbnailUrl", reference("PictureUrl")),
                ("uploadedAt", reference("Time")),
                ("avatarRecord", reference("AvatarRecord")),
                ("avatarVariants", json!({"type": "array", "items": reference("Variant"), "minItems": 2, "maxItems": 6})),
            ]),
        ],
    })
);

fn upload(description: &str, states: &[&str], more: &[(&str, Value)]) -> Value {
    let mut properties: Map<String, Value> = Map::from_iter([
        ("uploadId".to_owned(), reference("UploadId")),
        ("state".to_owned(), json!({"type": "string", "enum": states})),
        ("createdAt".to_owned(), reference("Time")),
    ]);
    properties.extend(more.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())));
    let required: Vec<_> = properties.keys().collect();
    json!({"type": "object", "description": description, "required": required, "properties": properties})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}
