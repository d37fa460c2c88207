use super::*;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

const TABLES: &str = "arn:aws:dynamodb:us-east-1:000000000000:table";
const BUCKET: &str = "arn:aws:s3:::multitask-avatars-dev";

fn roles() -> Roles {
    Roles::new(&Template::load().unwrap(), false).unwrap()
}

/// Whether `function` may do `action` with `resource`, of the keys that begin with `prefix`.
fn may(function: &str, action: &str, resource: &str, prefix: Option<&str>) -> bool {
    let action = Action { prefix: prefix.map(str::to_owned), ..Action::new(action, resource) };
    roles().check(function, &action).is_ok()
}

#[test]
fn a_role_allows_its_actions_on_its_resources_and_nothing_else() {
    let (profiles, ledger) = (format!("{TABLES}/profile-profiles-dev"), format!("{TABLES}/profile-ledger-dev"));
    assert!(may("get-public-profile", "dynamodb:GetItem", &profiles, None));
    assert!(!may("get-public-profile", "dynamodb:PutItem", &profiles, None));
    assert!(!may("get-public-profile", "dynamodb:GetItem", &ledger, None));
    assert!(!may("get-public-profile", "dynamodb:GetItem", &format!("{profiles}-2"), None));
    assert!(!may("render-initials", "dynamodb:GetItem", &profiles, None), "it has no Policies");
}

#[test]
fn an_index_is_another_resource_than_its_table() {
    let aliases = format!("{TABLES}/profile-aliases-dev");
    assert!(may("list-aliases", "dynamodb:Query", &format!("{aliases}/index/user-id-index"), None));
    assert!(!may("list-aliases", "dynamodb:Query", &format!("{aliases}/index/another"), None));
    assert!(!may("list-aliases", "dynamodb:Query", &aliases, None));
}

#[test]
fn keys_are_allowed_by_how_they_begin_and_listings_by_their_prefix() {
    assert!(may("create-avatar-upload", "s3:PutObject", &format!("{BUCKET}/incoming/u/1"), None));
    assert!(!may("create-avatar-upload", "s3:PutObject", &format!("{BUCKET}/avatars/u/1"), None));
    assert!(!may("create-avatar-upload", "s3:GetObject", &format!("{BUCKET}/incoming/u/1"), None));
    assert!(!may("create-avatar-upload", "s3:PutObject", "arn:aws:s3:::another/incoming/u/1", None));
    assert!(may("upload-avatar", "s3:ListBucket", BUCKET, Some("avatars/u/")));
    assert!(!may("upload-avatar", "s3:ListBucket", BUCKET, Some("incoming/u/")));
    assert!(!may("upload-avatar", "s3:ListBucket", BUCKET, Some("")));
    assert!(!may("upload-avatar", "s3:ListBucket", BUCKET, None), "a condition needs something to compare");
}

#[test]
fn buses_and_queues_are_resources_too() {
    let queue = "arn:aws:sqs:us-east-1:000000000000:profile-fan-out-retries-dev";
    assert!(may("fan-out", "sqs:SendMessage", queue, None));
    assert!(!may("fan-out", "sqs:DeleteMessage", queue, None));
    let bus = "arn:aws:events:us-east-1:000000000000:event-bus/profile-events-dev";
    assert!(may("publish-changes", "events:PutEvents", bus, None));
    assert!(!may("fan-out", "events:PutEvents", bus, None));
}

#[test]
fn whoever_is_no_function_may_do_everything() {
    assert!(may("local", "dynamodb:DeleteTable", &format!("{TABLES}/profile-profiles-dev"), None));
    assert!(!roles().binds("local") && roles().binds("get-profile"));
}

#[test]
fn a_refusal_names_who_what_and_with_what() {
    let refused = roles().check("get-alias", &Action::new("dynamodb:Scan", "*")).unwrap_err().to_string();
    assert_eq!(
        refused,
        "User: arn:aws:sts::000000000000:assumed-role/get-alias/get-alias is not authorized to perform: dynamodb:Scan \
         on resource: * because no identity-based policy allows the dynamodb:Scan action"
    );
}

/// What a service answers to `caller` that needs `dynamodb:{operation}` on the table of the body.
async fn answer(caller: &str, operation: &str, body: &str) -> (StatusCode, Value) {
    let service = Router::new().fallback(async |body: String| body);
    let service = guarded(service, &roles(), |operation, request| {
        vec![Action::new(format!("dynamodb:{operation}"), request["Table"].as_str().unwrap_or("*"))]
    });
    let request = Request::post("/").header("x-amz-target", format!("DynamoDB_20120810.{operation}")).header(
        "authorization",
        format!("AWS4-HMAC-SHA256 Credential={caller}/20260101/us-east-1/dynamodb/aws4_request"),
    );
    let response = service.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 16).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn a_service_hears_of_what_is_allowed_with_its_whole_body_and_of_nothing_else() {
    let body = json!({ "Table": format!("{TABLES}/profile-profiles-dev"), "Key": 1 });
    let (status, heard) = answer("get-profile", "GetItem", &body.to_string()).await;
    assert_eq!((status, heard), (StatusCode::OK, body.clone()));
    let (status, refused) = answer("get-profile", "DeleteItem", &body.to_string()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(refused["__type"], "com.amazon.coral.service#AccessDeniedException");
    assert!(refused["Message"].as_str().unwrap().contains("assumed-role/get-profile/"), "{refused}");
    let (status, heard) = answer("somebody", "DeleteItem", &body.to_string()).await;
    assert_eq!((status, heard), (StatusCode::OK, body));
}
