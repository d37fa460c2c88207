//! docs/openapi.yml: that it is current, and agrees with everything else that names routes.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::contract::{DOCUMENT, escape, faults};

/// A file of the project.
fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Method, path and id of every operation in the document.
pub(crate) fn operations() -> BTreeSet<(String, String, String)> {
    let mut operations = BTreeSet::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            operations.insert((method.to_uppercase(), path.clone(), id));
        }
    }
    operations
}

#[test]
fn the_document_is_what_the_routers_say() {
    let current = file("docs/openapi.yml") == local::openapi();
    assert!(current, "docs/openapi.yml is stale: cargo run -p local -- --openapi > docs/openapi.yml");
}

#[test]
fn the_document_and_the_template_have_the_same_routes() {
    let template: yaml_serde::Value = yaml_serde::from_str(&file("template.yaml")).unwrap();
    let mut routes = BTreeSet::new();
    for (id, resource) in template["Resources"].as_mapping().unwrap() {
        let events = resource["Properties"].get("Events").and_then(yaml_serde::Value::as_mapping);
        for event in events.into_iter().flat_map(yaml_serde::Mapping::values).filter(|event| event["Type"] == "Api") {
            let text = |key: &str| event["Properties"][key].as_str().unwrap().to_owned();
            let function = id.as_str().unwrap().strip_suffix("Function").unwrap();
            routes.insert((text("Method"), text("Path"), snake_case(function)));
        }
    }
    assert_eq!(operations(), routes, "left is docs/openapi.yml, right is template.yaml");
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// The codes of failures, of which web has a closed list.
fn codes() -> BTreeSet<&'static str> {
    DOCUMENT["components"]["schemas"]["Code"]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|code| code.as_str().unwrap())
        .collect()
}

#[test]
fn every_code_is_explained_with_its_status_and_no_other() {
    let text = file("docs/API.md");
    let (_, section) = text.split_once("## Error codes").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let explained: BTreeSet<&str> = rows.clone().map(|(code, _)| code).collect();
    assert_eq!(codes(), explained, "left is web::Code, right is docs/API.md");
    for (code, rest) in rows {
        let status = rest.split(' ').next().unwrap();
        let responses = DOCUMENT["components"]["responses"].as_object().unwrap();
        let (name, _) =
            responses.iter().find(|(_, response)| response.to_string().contains(&format!("\"{code}\""))).unwrap();
        let used: Vec<String> = DOCUMENT["paths"].as_object().unwrap().values().flat_map(statuses_of(name)).collect();
        assert!(used.iter().all(|used| used == status), "{code} is {status} in docs/API.md, {used:?} in the document");
    }
}

/// The statuses under which the operations of a path have the response `name`.
fn statuses_of(name: &str) -> impl Fn(&'static Value) -> Vec<String> {
    let reference = Value::from(format!("#/components/responses/{name}"));
    move |item| {
        let operations = item.as_object().unwrap().values();
        let responses = operations.flat_map(|operation| operation["responses"].as_object().unwrap());
        responses.filter(|(_, response)| response["$ref"] == reference).map(|(status, _)| status.clone()).collect()
    }
}

#[test]
fn what_the_gateway_answers_itself_has_codes_of_the_list() {
    let template = file("template.yaml");
    let (_, responses) = template.split_once("GatewayResponses:").unwrap();
    let bodies: Vec<&str> =
        responses.lines().map(str::trim).filter(|line| line.starts_with("{\"success\":false")).collect();
    assert!(bodies.len() >= 5, "{bodies:?}");
    for body in bodies {
        // what the gateway fills in
        let body = body.replace("$context.error.messageString", "\"text\"");
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(faults("/components/schemas/Failure", &body), Vec::<String>::new(), "{body}");
    }
}

#[test]
fn every_example_fits_its_schema() {
    let mut count = 0;
    visit(&DOCUMENT["components"]["schemas"], "/components/schemas", &mut |pointer, schema| {
        for example in schema["examples"].as_array().into_iter().flatten() {
            assert_eq!(faults(pointer, example), Vec::<String>::new(), "{pointer}: {example}");
            count += 1;
        }
    });
    assert!(count > 20, "{count}");
}

#[test]
fn every_object_is_closed() {
    visit(&DOCUMENT, "", &mut |pointer, schema| {
        let narrows = pointer.contains("/allOf/");
        if schema["type"] == "object" && schema.get("properties").is_some() && !narrows {
            assert_eq!(schema["additionalProperties"], false, "{pointer}");
        }
    });
}

/// Calls `see` with every object below `value`, and its place.
fn visit(value: &'static Value, pointer: &str, see: &mut impl FnMut(&str, &'static Value)) {
    match value {
        Value::Object(map) => {
            see(pointer, value);
            for (key, value) in map {
                visit(value, &format!("{pointer}/{}", escape(key)), see);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                visit(value, &format!("{pointer}/{at}"), see);
            }
        }
        _ => {}
    }
}
