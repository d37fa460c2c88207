//! What the service measures, and that it measures nobody.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use crate::harness::{eventually, new_user, photo, send, service_with};

#[tokio::test(flavor = "multi_thread")]
async fn use_and_failure_are_measured_without_saying_whose() {
    // M1, M2, M3, M4, M5, M6, M7, M9, M10, M11, M12, M13, O13
    let service = service_with(&[]);
    let user = new_user();
    let edit = json!({"bio": "hi", "socialLinks": {"github": "https://github.com/x"}, "privacy": {"bio": "private"}});
    service.put_profile(&user, &edit).await.data();
    service.upload(&user, "image/jpeg", photo("test-avatar.jpg")).await;
    service.upload(&user, "image/jpeg", photo("page.jpg")).await;
    service.get_public("/v1/profile").await.error(401);
    let room = "context=measured&contextType=chat_room";
    service.get(&user, &format!("/v1/profile/alias?{room}")).await.data();
    service.get(&user, &format!("/v1/profile/alias?{room}")).await.data();
    let body = json!({"context": "measured", "contextType": "chat_room"});
    let again = service.request_as(&user, Method::POST, "/v1/profile/alias/regenerate").json(&body);
    send(again).await.data();
    let want: BTreeSet<_> = [
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
        "ResponseTime Milliseconds Stage,Operation",
        "SocialLinks Count Stage,Network",
        "WebhookDeliveries Count Stage,Target,Outcome",
    ]
    .map(str::to_owned)
    .into();
    let lines = eventually(async || {
        let lines = service.stack().metrics();
        let seen: BTreeSet<_> = lines.iter().map(describe).collect();
        (seen == want).then_some(lines)
    })
    .await;
    let outcomes: BTreeSet<_> = (lines.iter().filter(|line| line.get("AvatarUploads").is_some()))
        .filter_map(|line| line["Outcome"].as_str())
        .collect();
    assert_eq!(outcomes.into_iter().collect::<Vec<_>>(), ["ready", "unsupported_type"]);
    let reasons: Vec<_> = lines.iter().filter_map(|line| line["Reason"].as_str()).collect();
    assert_eq!(reasons, ["new", "regenerated"]);
    assert!(lines.iter().any(|line| line["Operation"] == "GET /v1/profile" && line["ClientErrors"] == 1.0));
    assert!(lines.iter().all(|line| !line.to_string().contains(&user)));
}

/// A line's metric, unit and dimensions.
fn describe(line: &serde_json::Value) -> String {
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    let metric = &directive["Metrics"][0];
    let dimensions: Vec<_> =
        directive["Dimensions"][0].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    format!("{} {} {}", metric["Name"].as_str().unwrap(), metric["Unit"].as_str().unwrap(), dimensions.join(","))
}
