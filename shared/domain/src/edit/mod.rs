//! What people may change, read from a JSON body: every fault is found in one go, each with its place.

mod preferences;
mod privacy;
mod profile;
#[cfg(feature = "openapi")]
mod schema;

use serde_json::{Map, Value};

use crate::{Patch, Problems};

pub use preferences::PreferencesEdit;
pub use privacy::PrivacyEdit;
pub use profile::ProfileEdit;

/// A JSON object of an edit, at `path` in the body.
struct Object<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

impl<'a> Object<'a> {
    fn root(map: &'a Map<String, Value>) -> Self {
        Self { path: String::new(), map }
    }

    /// `value` as an object; anything else is noted.
    fn at(path: &str, value: &'a Value, problems: &mut Problems) -> Option<Self> {
        let Value::Object(map) = value else {
            problems.add(path, format!("must be an object, not {}", kind(value)));
            return None;
        };
        Some(Self { path: path.to_owned(), map })
    }

    /// The JSON Pointer of `key`.
    fn pointer(&self, key: &str) -> String {
        format!("{}/{}", self.path, key.replace('~', "~0").replace('/', "~1"))
    }

    /// What the edit does to `key`; `read` gets a value that is not `null` and its place.
    fn patch<T>(
        &self,
        key: &str,
        problems: &mut Problems,
        read: impl FnOnce(&'a Value, &str, &mut Problems) -> Option<T>,
    ) -> Patch<T> {
        match self.map.get(key) {
            None => Patch::Keep,
            Some(Value::Null) => Patch::Clear,
            Some(value) => read(value, &self.pointer(key), problems).map_or(Patch::Keep, Patch::Set),
        }
    }

    /// Notes every key that is not among `known`; `owned` are the service's to set.
    fn refuse_unknown(&self, known: &[&str], owned: &[&str], problems: &mut Problems) {
        for key in self.map.keys().filter(|key| !known.contains(&key.as_str())) {
            let message = if owned.contains(&key.as_str()) {
                "is set by the service and cannot be changed here".to_owned()
            } else {
                format!("is no field of this body; known are {}", known.join(", "))
            };
            problems.add(self.pointer(key), message);
        }
    }
}

/// A string that `parse` accepts.
fn text<T, E: std::fmt::Display>(
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> impl FnOnce(&Value, &str, &mut Problems) -> Option<T> {
    move |value, path, problems| match value {
        Value::String(text) => problems.take(path, parse(text)),
        other => {
            problems.add(path, format!("must be a string, not {}", kind(other)));
            None
        }
    }
}

/// A boolean.
fn boolean(value: &Value, path: &str, problems: &mut Problems) -> Option<bool> {
    let answer = value.as_bool();
    if answer.is_none() {
        problems.add(path, format!("must be true or false, not {}", kind(value)));
    }
    answer
}

/// What a person would call the type of `value`.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
