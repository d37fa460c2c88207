//! Pictures that are drawn when somebody asks for them.

use serde_json::json;

use crate::harness::{new_user, service};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_profile_has_a_picture_at_once_that_follows_the_name() {
    // A2, A5, N6
    let (service, user) = (service(), new_user());
    let first = service.get(&user, "/v1/profile").await.data()["avatar"].as_str().unwrap().to_owned();
    let named = service.put_profile(&user, &json!({"displayName": "Ada Lovelace"})).await.data();
    let second = named["avatar"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    for url in [&first, &second] {
        let picture = service.get_public(url).await;
        assert_eq!((picture.status.as_u16(), picture.header("content-type")), (200, "image/svg+xml"), "{url}");
        assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(picture.header("content-security-policy"), "default-src 'none'");
        assert_eq!(picture.header("x-content-type-options"), "nosniff");
    }
    assert!(service.get_public(&second).await.text.contains("AL"));

    // neither the letters nor the colour of a name that is hidden
    service.put_profile(&user, &json!({"privacy": {"displayName": "private"}})).await.data();
    let seen = service.get_public(&format!("/v1/profile/{user}")).await.data();
    assert!(seen["avatar"].as_str().unwrap().ends_with("/avatars/initials/v1/neutral.svg"), "{seen}");
    let neutral = service.get_public(seen["avatar"].as_str().unwrap()).await;
    assert_eq!(neutral.status, 200);

    for path in ["4a44-12.svg", "4a44-1.png", "zz-1.svg", "4a44-1", "a/b.svg", ""] {
        assert_eq!(service.get_public(&format!("/avatars/initials/v1/{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pictures_of_names_are_drawn() {
    let service = service();
    for path in ["panda_1.svg", "zebra_999.svg"] {
        assert_eq!(service.get_public(&format!("/aliases/{path}")).await.status, 200, "{path}");
    }
    for path in
        ["panda_0.svg", "panda_1000.svg", "Panda_1.svg", "panda_1", "griffin_1.svg", "panda_01.svg", "", "a/b.svg"]
    {
        assert_eq!(service.get_public(&format!("/aliases/{path}")).await.status, 404, "{path}");
    }
}
