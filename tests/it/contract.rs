//! Every answer of the API, held against docs/openapi.yml.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use jsonschema::Validator;
use reqwest::{Method, Url};
use serde_json::Value;

use crate::{deployed, harness::Answer};

/// The document as the routers make it.
pub(crate) static DOCUMENT: LazyLock<Value> = LazyLock::new(|| yaml_serde::from_str(&local::openapi()).unwrap());

/// Validators by the place of their schema in the document.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Fails the test if `answer` to a request of the API is not as documented.
pub(crate) fn check(method: &Method, url: &Url, answer: &Answer) {
    // the other servers of the stack have no such paths
    let path = url.path().strip_prefix(deployed::base_path()).unwrap_or(url.path());
    if !path.starts_with("/v1/") || method == Method::OPTIONS {
        return;
    }
    let (name, response) = documented(method, path, answer.status.as_u16());
    let subject = format!("{method} {path} ({name}) answered {}", answer.status);
    let problem = |problem: &str| panic!("{subject}, which docs/openapi.yml does not allow: {problem}\n{answer:?}");
    let Some(pointer) = response else { problem("no such status is documented") };
    let response = DOCUMENT.pointer(&pointer).unwrap();
    for header in response["headers"].as_object().into_iter().flatten().map(|(header, _)| header) {
        if !answer.headers.contains_key(header) {
            problem(&format!("the header {header} is missing"));
        }
    }
    let Some(content) = response.get("content") else {
        assert!(answer.text.is_empty(), "{subject} with a body, which docs/openapi.yml does not have");
        return;
    };
    let media_type = answer.header("content-type").split(';').next().unwrap_or_default().trim().to_owned();
    if content.get(&media_type).is_none() {
        problem(&format!("the media type {media_type:?} is not documented"));
    }
    let faults = faults(&format!("{pointer}/content/{}/schema", escape(&media_type)), &answer.json());
    if !faults.is_empty() {
        problem(&faults.join("; "));
    }
}

/// What is wrong with `value` by the schema at `pointer` of the document.
pub(crate) fn faults(pointer: &str, value: &Value) -> Vec<String> {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(pointer.to_owned()).or_insert_with(|| {
        let mut schema = DOCUMENT.pointer(pointer).unwrap().clone();
        // where its references lead
        schema["components"] = DOCUMENT["components"].clone();
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        Arc::new(options.build(&schema).unwrap())
    });
    let validator = Arc::clone(validator);
    drop(validators);
    validator.iter_errors(value).map(|error| format!("{} at {:?}", error, error.instance_path().as_str())).collect()
}

/// The operation's id, and the place of its response of `status`.
fn documented(method: &Method, path: &str, status: u16) -> (String, Option<String>) {
    let component =
        |name: &str, of: u16| (name.to_owned(), (status == of).then(|| format!("/components/responses/{name}")));
    let Some(template) = template(path) else {
        return component("NotFound", 404);
    };
    let operation = format!("/paths/{}/{}", escape(template), method.as_str().to_lowercase());
    let Some(found) = DOCUMENT.pointer(&operation) else {
        return component("MethodNotAllowed", 405);
    };
    let response = found["responses"].get(status.to_string());
    let place = response.map(|response| match response["$ref"].as_str() {
        Some(reference) => reference.trim_start_matches('#').to_owned(),
        None => format!("{operation}/responses/{status}"),
    });
    (found["operationId"].as_str().unwrap_or_default().to_owned(), place)
}

/// The document's path that `path` falls under: the one with the fewest parameters.
fn template(path: &str) -> Option<&'static str> {
    let given: Vec<&str> = path.split('/').collect();
    let fits = |template: &&String| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == given.len()
            && parts.iter().zip(&given).all(|(part, given)| part == given || part.starts_with('{') && !given.is_empty())
    };
    let templates = DOCUMENT["paths"].as_object()?.keys().filter(fits);
    templates.min_by_key(|template| template.matches('{').count()).map(String::as_str)
}

/// `key` as a part of a JSON Pointer.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
