//! What the service refuses to start with, and what it finds again.

use local::{Data, Options, Stack};
use reqwest::Method;
use serde_json::json;

use crate::harness::{new_user, send, service, service_with};

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_value_is_named_and_nothing_starts() {
    // C7, C8, C9, C11, C12, C13
    for (name, value) in [
        ("IMAGE_MAX_SIZE", "5MB"),
        ("IMAGE_ALLOWED_TYPES", "jpeg,svg"),
        ("THUMBNAIL_SIZE", "0"),
        ("GENERATE_THUMBNAILS", "maybe"),
        ("PROFILE_CACHE_TTL", "-1"),
        ("ALIAS_EXPIRY_HOURS", "0"),
        ("JWT_SECRET", "short"),
    ] {
        let mut options = Options::ephemeral();
        options.env.insert(name.to_owned(), value.to_owned());
        let error = Stack::start(options).await.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains(name) && !error.contains('\n'), "{name}={value}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_variable_is_named() {
    // C2, C4, C5
    let env = runtime::Env::from_pairs(
        [("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let aws = runtime::Aws::with_env(env).unwrap();
    let error = image_processor::Deps::from_env(&aws).unwrap_err().to_string();
    assert_eq!(error, "environment variable DYNAMODB_TABLE_PROFILES is required but not set");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_a_copy_may_stand_in_is_set() {
    // C11, C16, N36
    let user = new_user();
    for (ttl, header) in [("0", "private, no-store"), ("60", "private, max-age=0, stale-if-error=60")] {
        let service = service_with(&[("PROFILE_CACHE_TTL", ttl)]);
        service.get(&user, "/v1/profile").await.data();
        let answer = service.get_public(&format!("/v1/profile/{user}")).await;
        assert_eq!((answer.header("cache-control"), answer.header("vary")), (header, "Authorization"));
    }
    let public = service();
    public.get(&user, "/v1/profile").await.data();
    let answer = public.get_public(&format!("/v1/profile/{user}")).await;
    assert_eq!(answer.header("cache-control"), "private, max-age=0, stale-if-error=300");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_finds_everything_again() {
    let folder = std::env::temp_dir().join(format!("profile-svc-{}", uuid::Uuid::new_v4().simple()));
    let options = || Options { data: Data::Dir(folder.clone()), ..Options::ephemeral() };
    let (user, http) = (new_user(), reqwest::Client::new());
    let stack = Stack::start(options()).await.unwrap();
    let token = stack.token(&user);
    let url = format!("{}/v1/profile", stack.api_url());
    let put = http.request(Method::PUT, url).bearer_auth(&token).json(&json!({"bio": "still here"}));
    let before = send(put).await.data();
    stack.stop().await;

    let stack = Stack::start(options()).await.unwrap();
    let get = http.get(format!("{}/v1/profile", stack.api_url())).bearer_auth(&token);
    let after = send(get).await.data();
    assert_eq!((&after["bio"], &after["createdAt"]), (&json!("still here"), &before["createdAt"]));
    stack.stop().await;
    std::fs::remove_dir_all(folder).unwrap();
}
