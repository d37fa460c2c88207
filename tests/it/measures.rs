//! What the service measures, that it measures nobody, and that the dashboard shows it.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    activity_rig::{event, rig_of},
    harness::{Service, eventually, new_user, photo, send, service_with},
    uploads::tick,
};

/// Every metric, its unit, and its dimensions.
const MEASURED: [&str; 20] = [
    "ActiveUsers Count Stage",
    "ActivityEvents Count Stage,Type,Outcome",
    "AliasConversions Count Stage",
    "AliasUses Count Stage,ContextType",
    "AliasesGenerated Count Stage,ContextType,Reason",
    "AvatarReadyTime Milliseconds Stage",
    "AvatarUploadBytes Bytes Stage",
    "AvatarUploads Count Stage,Outcome",
    "ClientErrors Count Stage,Operation",
    "CustomAvatar Percent Stage",
    "PrivacyChanges Count Stage,Field,Direction",
    "ProfileCompletion Percent Stage",
    "ProfileUpdates Count Stage,Group",
    "ProfilesCreated Count Stage",
    "ProfilesDeleted Count Stage",
    "ResponseTime Milliseconds Stage,Operation",
    "ServerErrors Count Stage,Operation",
    "SocialLinks Count Stage,Network",
    "SweptUploads Count Stage,Outcome",
    "WebhookDeliveries Count Stage,Target,Outcome",
];

#[tokio::test(flavor = "multi_thread")]
async fn use_and_failure_are_measured_without_saying_whose() {
    // M1, M2, M3, M4, M5, M6, M7, M9, M10, M11, M12, M13, O13
    let service = service_with(&[]);
    let (user, guest) = (new_user(), format!("anon_{}", new_user()));
    let aliases = use_everything(&service, &user, &guest).await;
    let by_hand = Box::pin(call_by_hand(&service, &user)).await;
    let want: BTreeSet<_> = MEASURED.map(str::to_owned).into();
    let lines = eventually(async || {
        let lines = [service.stack().metrics(), by_hand.clone()].concat();
        let seen: BTreeSet<_> = lines.iter().flat_map(describe).collect();
        (seen == want).then_some(lines)
    })
    .await;
    let outcomes: BTreeSet<_> = (lines.iter().filter(|line| line.get("AvatarUploads").is_some()))
        .filter_map(|line| line["Outcome"].as_str())
        .collect();
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), ["ready", "unsupported_type"]);
    let reasons: BTreeSet<_> = lines.iter().filter_map(|line| line["Reason"].as_str()).collect();
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), ["new", "regenerated"]);
    let of_route = |line: &&Value| line["Operation"] == "GET /v1/profile";
    let failed: Vec<_> = lines.iter().filter(of_route).map(|line| line["ClientErrors"].as_f64().unwrap()).collect();
    assert_eq!(failed.iter().filter(|failed| **failed > 0.0).count(), 1, "{failed:?}");
    assert!(lines.iter().filter(of_route).all(|line| line["ServerErrors"] == 0.0));
    for line in lines.iter().map(Value::to_string) {
        for secret in [&user, &guest].into_iter().chain(&aliases) {
            assert!(!line.contains(secret), "{secret} in {line}");
        }
    }
}

/// Does as `user`, and as `guest` who becomes that user, everything that is measured; the aliases' ids and names.
async fn use_everything(service: &Service, user: &str, guest: &str) -> Vec<String> {
    let edit = json!({"bio": "hi", "socialLinks": {"github": "https://github.com/x"}, "privacy": {"bio": "private"}});
    service.put_profile(user, &edit).await.data();
    service.upload(user, "image/jpeg", photo("test-avatar.jpg")).await;
    service.upload(user, "image/jpeg", photo("page.jpg")).await;
    service.get_public("/v1/profile").await.error(401);
    let room = "/v1/profile/alias?context=measured&contextType=chat_room";
    let mut aliases = vec![service.get(user, room).await.data(), service.get(user, room).await.data()];
    let body = json!({"context": "measured", "contextType": "chat_room"});
    let again = service.request_as(user, Method::POST, "/v1/profile/alias/regenerate").json(&body);
    aliases.push(send(again).await.data());
    aliases.push(service.get(guest, room).await.data());
    let auth = service.token_with("svc_auth", "aliases:convert");
    let convert = service.request(Method::POST, "/v1/profile/alias/convert").bearer_auth(auth);
    send(convert.json(&json!({"guestId": guest, "userId": user}))).await.data();
    let other = new_user();
    service.put_profile(&other, &edit).await.data();
    send(service.request_as(&other, Method::DELETE, "/v1/profile")).await.data();
    let texts = |alias: &Value| ["aliasId", "displayName"].map(|name| alias[name].as_str().unwrap().to_owned());
    aliases.iter().flat_map(texts).collect()
}

/// What functions measure that a test calls itself: an event that `user` is there, and a sweep.
async fn call_by_hand(service: &Service, user: &str) -> Vec<Value> {
    let rig = rig_of(service);
    assert!(rig.deliver([&event("user.active", &json!({"userId": user}))]).await.is_empty());
    let aws = service.aws();
    sweep_uploads::handle(&sweep_uploads::Deps::from_env(&aws).unwrap(), tick(0)).await.unwrap();
    [rig.metrics.lines(), aws.metrics.lines()].concat()
}

/// The metrics of a line, each with its unit and dimensions.
fn describe(line: &Value) -> Vec<String> {
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Namespace"], runtime::NAMESPACE);
    let dimensions: Vec<_> =
        directive["Dimensions"][0].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    let metrics = directive["Metrics"].as_array().unwrap().iter();
    metrics
        .map(|metric| {
            let (name, unit) = (metric["Name"].as_str().unwrap(), metric["Unit"].as_str().unwrap());
            format!("{name} {unit} {}", dimensions.join(","))
        })
        .collect()
}

#[test]
fn the_dashboard_shows_each_metric_that_is_emitted_and_no_other() {
    // M20: `MEASURED` is what a run emits, as the test above proves
    let shown = dashboard();
    let emitted: BTreeSet<_> = MEASURED
        .iter()
        .map(|metric| {
            let parts: Vec<_> = metric.split(' ').collect();
            format!("{} {}", parts[0], parts[2])
        })
        .collect();
    assert_eq!(shown, emitted);
}

/// The service's own metrics on the dashboard, with their dimensions.
fn dashboard() -> BTreeSet<String> {
    let path = format!("{}/../../template.yaml", env!("CARGO_MANIFEST_DIR"));
    let template: yaml_serde::Value = yaml_serde::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let yaml_serde::Value::Tagged(body) = &template["Resources"]["Dashboard"]["Properties"]["DashboardBody"] else {
        panic!("the dashboard is no !Sub");
    };
    let body: Value = serde_json::from_str(body.value.as_str().unwrap()).unwrap();
    let widgets = body["widgets"].as_array().unwrap().iter();
    let metrics = widgets.filter_map(|widget| widget["properties"]["metrics"].as_array()).flatten();
    metrics.filter_map(|metric| named(metric).or_else(|| searched(metric))).collect()
}

/// The metric that is named with its dimensions' values: `["ProfileService", "Name", "Stage", "dev", {}]`.
fn named(metric: &Value) -> Option<String> {
    let parts: Vec<_> = metric.as_array().unwrap().iter().map_while(Value::as_str).collect();
    let [runtime::NAMESPACE, name, dimensions @ ..] = parts.as_slice() else { return None };
    let keys: Vec<_> = dimensions.iter().step_by(2).copied().collect();
    Some(format!("{name} {}", keys.join(",")))
}

/// The metric that is searched for by its dimensions: `SEARCH('{ProfileService,Stage,Group} MetricName="Name" …')`.
fn searched(metric: &Value) -> Option<String> {
    let expression = metric[0]["expression"].as_str()?;
    let (keys, rest) = expression.strip_prefix(&format!("SEARCH('{{{},", runtime::NAMESPACE))?.split_once("} ")?;
    let name = rest.strip_prefix("MetricName=\"")?.split('"').next()?;
    assert!(rest.contains("Stage=\"${Stage}\""), "{expression} finds other stages too");
    Some(format!("{name} {keys}"))
}
