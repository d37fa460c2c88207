//! What docs/openapi.yml says of every route: the envelope, the failures, the headers, tokens.

mod failures;

use std::collections::BTreeMap;

use domain::{Invalid, openapi::schema};
use serde_json::json;
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        Components, Content, Header, OpenApi, Ref, RefOr, Response, Schema,
        path::{Operation, Parameter},
        schema::{AdditionalProperties, ArrayItems, SchemaType, Type},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use crate::Code;

pub use failures::{
    BadPicture, BadRequest, Conflict, Forbidden, IdempotencyMismatch, Internal, MethodNotAllowed, NotFound,
    NotModified, PreconditionFailed, RateLimited, TooLarge, Unauthorized, Unavailable, UnsupportedMediaType,
};

/// The condition of a read.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "stands for the header in the document")]
pub struct IfNoneMatch {
    /// The `ETag` of the copy that the client has; when it is current, the answer is 304.
    #[param(rename = "If-None-Match", example = "\"v3\"")]
    if_none_match: Option<String>,
}

/// The condition of a change.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "stands for the header in the document")]
pub struct IfMatch {
    /// The `ETag` of the version that the change is meant for; when the person has edited since, the answer is 412.
    #[param(rename = "If-Match", example = "\"v3\"")]
    if_match: Option<String>,
}

/// The key by which a request that is sent again is known.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "stands for the header in the document")]
pub struct IdempotencyKey {
    /// A key that the client makes for this request, such as a UUID. Within a day, the same key has the same effect.
    #[param(rename = "Idempotency-Key", example = "0b8e5c1e-2f6b-4f0e-9d1c-2d5b8a7c6e5f", pattern = "^[!-~]{1,255}$")]
    idempotency_key: Option<String>,
}

/// Says of every operation in `document` what [`app`](crate::app), [`Caller`](crate::Caller) and
/// [`JsonObject`](crate::JsonObject) do.
#[must_use]
pub fn complete(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    add_components(components);
    components.schemas.values_mut().for_each(close);
    let items = document.paths.paths.values_mut();
    let operations = items.flat_map(|item| [&mut item.get, &mut item.put, &mut item.post, &mut item.delete]);
    operations.flatten().for_each(complete_operation);
    document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("bearer", [])]);
    document
}

fn add_components(components: &mut Components) {
    for (name, description, example) in HEADERS {
        let mut header = Header::new(schema(&json!({"type": "string", "examples": [example]})));
        header.description = Some(description.to_owned());
        components.headers.insert(name.to_owned(), header.into());
    }
    components.schemas.insert("Code".to_owned(), Code::schema());
    components.schemas.insert("Invalid".to_owned(), Invalid::schema());
    components.schemas.insert("Failure".to_owned(), failures::schema());
    components.responses.extend(failures::responses());
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.bearer_format = Some("JWT".to_owned());
    bearer.description = Some("An access token of the auth service.".to_owned());
    components.security_schemes.insert("bearer".to_owned(), SecurityScheme::Http(bearer).into());
}

/// The headers of answers, each with what it says and an example.
const HEADERS: [(&str, &str, &str); 7] = [
    ("Allow", "The methods that the path takes.", "GET,PUT,OPTIONS"),
    ("Cache-Control", "How long the answer may be kept, and by whom.", "private, no-cache"),
    ("ETag", "The version of what is answered, for `If-Match` and `If-None-Match`.", "\"v3\""),
    ("Location", "Where to ask for what was made.", "/v1/profile/avatar/uploads/0000000003qwertyuiopasdfgh"),
    ("Retry-After", "After how many seconds to try again.", "1"),
    ("WWW-Authenticate", "How to say who calls.", "Bearer"),
    ("X-Request-Id", "The request's id, which the log has too.", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"),
];

fn complete_operation(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(Parameter { schema: Some(schema), .. }) = parameter {
            never_null(schema);
        }
    }
    let responses = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        if let RefOr::T(response) = response {
            complete_response(status, response);
        }
    }
    let mut add = |status: u16, name: &str| {
        responses.entry(status.to_string()).or_insert_with(|| Ref::from_response_name(name).into());
    };
    // a token is good or there is none; where one is needed, it must be a member's
    add(401, "Unauthorized");
    if operation.security.is_none() {
        add(403, "Forbidden");
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        add(400, "BadRequest");
        add(413, "TooLarge");
        add(415, "UnsupportedMediaType");
        body.content.values_mut().for_each(close_content);
    }
    add(429, "RateLimited");
    add(500, "Internal");
    add(503, "Unavailable");
}

/// Puts the envelope around a success, and the headers in it that every answer has.
fn complete_response(status: &str, response: &mut Response) {
    let names: Vec<String> = response.headers.keys().cloned().chain(common_headers()).collect();
    response.headers = headers(names);
    if !status.starts_with('2') {
        return;
    }
    for content in response.content.values_mut() {
        if let RefOr::T(Content { schema: Some(data), example, .. }) = content {
            close(data);
            let success = json!({"type": "boolean", "enum": [true]});
            *data = schema(&json!({
                "type": "object",
                "required": ["success", "data"],
                "properties": {"success": success, "data": data},
                "additionalProperties": false,
            }));
            if let Some(data) = example.take() {
                *example = Some(json!({"success": true, "data": data}));
            }
        }
    }
}

fn common_headers() -> [String; 2] {
    ["Cache-Control", "X-Request-Id"].map(str::to_owned)
}

/// References to the headers called `names`.
fn headers(names: impl IntoIterator<Item = String>) -> BTreeMap<String, RefOr<Header>> {
    let reference = |name: String| {
        let to = Ref::new(format!("#/components/headers/{name}"));
        (name, RefOr::Ref(to))
    };
    names.into_iter().map(reference).collect()
}

fn close_content(content: &mut RefOr<Content>) {
    if let RefOr::T(Content { schema: Some(schema), .. }) = content {
        close(schema);
    }
}

/// Allows no other properties in `schema` than those that it names. Parts of an `allOf` stay open, or nothing would be
/// left to join them.
fn close(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            if !object.properties.is_empty() && object.additional_properties.is_none() {
                object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
            }
            object.properties.values_mut().for_each(close);
        }
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                close(items);
            }
        }
        RefOr::T(Schema::OneOf(any)) => any.items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Takes the `null` from the schema of a parameter: one that is not sent is absent.
fn never_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            if let SchemaType::Array(types) = &object.schema_type
                && let Some(kind) = types.iter().find(|kind| **kind != Type::Null)
            {
                object.schema_type = SchemaType::Type(kind.clone());
            }
        }
        RefOr::T(Schema::OneOf(either)) => {
            let null = SchemaType::Type(Type::Null);
            either.items.retain(|item| !matches!(item, RefOr::T(Schema::Object(object)) if object.schema_type == null));
            if either.items.len() == 1 {
                *schema = either.items.remove(0);
            }
        }
        _ => {}
    }
}
