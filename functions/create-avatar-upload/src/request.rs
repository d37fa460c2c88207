//! What a client says of the picture that it wants to upload.

use bucket::{Checksum, Method, Order};
use domain::Problems;
use serde_json::{Map, Value};
use web::{ApiError, Code};

use crate::Rules;

/// The picture and the way it is to be uploaded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TicketRequest {
    pub(crate) order: Order,
    pub(crate) method: Method,
}

const FIELDS: [&str; 4] = ["contentType", "contentLength", "sha256", "method"];

impl TicketRequest {
    /// Reads the body; every fault in it is told, but a size over the limit is its own answer.
    pub(crate) fn parse(body: &Map<String, Value>, rules: &Rules) -> Result<Self, ApiError> {
        let mut problems = Problems::default();
        for key in body.keys().filter(|key| !FIELDS.contains(&key.as_str())) {
            problems.add(format!("/{key}"), format!("is no field of this body; known are {}", FIELDS.join(", ")));
        }
        let content_type = problems.take("/contentType", content_type(body.get("contentType"), rules));
        let content_length = problems.take("/contentLength", content_length(body.get("contentLength")));
        let sha256 = problems.take("/sha256", sha256(body.get("sha256")));
        let method = problems.take("/method", method(body.get("method")));
        let (Some(content_type), Some(content_length), Some(sha256), Some(method)) =
            (content_type, content_length, sha256, method)
        else {
            return Err(ApiError::invalid(problems));
        };
        if sha256.is_some() && method == Method::Post {
            problems.add("/sha256", "can be given with the method PUT only: a form cannot bind it");
        }
        let order = problems.or(Order { content_type, content_length, sha256 }).map_err(ApiError::invalid)?;
        if order.content_length > rules.max_bytes {
            return Err(ApiError::new(
                Code::TooLarge,
                format!("The picture has {} bytes; at most {} are taken.", order.content_length, rules.max_bytes),
            ));
        }
        Ok(Self { order, method })
    }
}

fn content_type(value: Option<&Value>, rules: &Rules) -> Result<String, String> {
    let allowed = || format!("must be one of {}", rules.allowed.content_types());
    let text = value.and_then(Value::as_str).ok_or_else(allowed)?.trim().to_ascii_lowercase();
    rules.allowed.with_content_type(&text).map(|kind| kind.content_type().to_owned()).ok_or_else(allowed)
}

fn content_length(value: Option<&Value>) -> Result<u64, &'static str> {
    // 1.0 is an integer in JSON Schema, and some clients write numbers so
    let length =
        value.and_then(Value::as_number).and_then(|number| number.to_string().trim_end_matches(".0").parse().ok());
    length.filter(|length| *length > 0).ok_or("must be the picture's size in bytes")
}

fn sha256(value: Option<&Value>) -> Result<Option<Checksum>, &'static str> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().unwrap_or_default().parse().map(Some),
    }
}

fn method(value: Option<&Value>) -> Result<Method, &'static str> {
    match value.map(|value| value.as_str().unwrap_or_default()) {
        None | Some("PUT") => Ok(Method::Put),
        Some("POST") => Ok(Method::Post),
        Some(_) => Err("must be PUT or POST"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(body: &Value) -> Result<TicketRequest, ApiError> {
        let rules = Rules { allowed: "jpeg,png,gif".parse().unwrap(), max_bytes: 5_242_880 };
        TicketRequest::parse(body.as_object().unwrap(), &rules)
    }

    #[test]
    fn a_picture_of_just_the_limit_passes_and_one_byte_more_does_not() {
        // A8, C8
        let with = |length: u64| parse(&json!({"contentType": "image/jpeg", "contentLength": length}));
        assert_eq!(with(5_242_880).unwrap().method, Method::Put);
        assert!(with(5_242_881).is_err());
    }

    #[test]
    fn other_types_and_values_are_refused() {
        // A9
        for body in [
            json!({}),
            json!({"contentType": "image/svg+xml", "contentLength": 1}),
            json!({"contentType": "image/webp", "contentLength": 1}),
            json!({"contentType": "image/png", "contentLength": 0}),
            json!({"contentType": "image/png", "contentLength": -1}),
            json!({"contentType": "image/png", "contentLength": "1"}),
            json!({"contentType": "image/png", "contentLength": 1, "sha256": "x"}),
            json!({"contentType": "image/png", "contentLength": 1, "method": "PATCH"}),
            json!({"contentType": "image/png", "contentLength": 1, "method": "POST", "sha256": "00".repeat(32)}),
            json!({"contentType": "image/png", "contentLength": 1, "key": "incoming/x"}),
        ] {
            assert!(parse(&body).is_err(), "{body}");
        }
    }
}
