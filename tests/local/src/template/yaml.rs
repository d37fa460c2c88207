//! The template's text as JSON: YAML, with its short tags written out.

use serde_json::{Map, Value};

use super::TemplateError;

/// YAML with short tags as the JSON that it abbreviates.
pub(super) fn from_yaml(text: &str) -> Result<Value, TemplateError> {
    let yaml: yaml_serde::Value =
        yaml_serde::from_str(text).map_err(|error| TemplateError::new("the file", &format!("is not YAML: {error}")))?;
    json(yaml)
}

fn json(yaml: yaml_serde::Value) -> Result<Value, TemplateError> {
    use yaml_serde::Value as Yaml;
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::String(text) => Value::String(text),
        Yaml::Number(number) => serde_json::to_value(number)
            .map_err(|error| TemplateError::new("a number", &format!("cannot be read: {error}")))?,
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(json).collect::<Result<_, _>>()?),
        Yaml::Mapping(pairs) => {
            let mut map = Map::new();
            for (key, value) in pairs {
                map.insert(key_text(json(key)?)?, json(value)?);
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let name = match tag.trim_start_matches('!') {
                name @ ("Ref" | "Condition") => name.to_owned(),
                name => format!("Fn::{name}"),
            };
            Value::Object(Map::from_iter([(name, json(tagged.value)?)]))
        }
    })
}

fn key_text(key: Value) -> Result<String, TemplateError> {
    match key {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateError::new(&other.to_string(), "is not a key")),
    }
}
