//! Examples of answers.

use serde_json::{Value, json};

/// A profile as its owner sees it.
#[must_use]
pub fn owner_view() -> Value {
    json!({
        "userId": "usr_123456789",
        "displayName": "John Doe",
        "bio": "Software developer passionate about open source",
        "avatar": "https://cdn.multitask.com/avatars/initials/v1/4a44-7.svg",
        "avatarVariants": [],
        "location": "San Francisco, CA",
        "timezone": "America/Los_Angeles",
        "socialLinks": {
            "twitter": "https://twitter.com/johndoe",
            "github": "https://github.com/johndoe",
            "linkedin": "https://linkedin.com/in/johndoe",
        },
        "interests": ["golang", "react", "aws", "microservices"],
        "skills": [],
        "badges": ["verified_developer", "early_adopter"],
        "stats": {
            "postsCount": 42,
            "likesReceived": 156,
            "commentsCount": 89,
            "followersCount": 0,
            "followingCount": 0,
            "joinedAt": "2025-01-15T10:00:00.000Z",
        },
        "privacy": {
            "displayName": "public",
            "bio": "public",
            "avatar": "public",
            "location": "authenticated",
            "socialLinks": "public",
            "activityStatus": "private",
        },
        "preferences": {
            "theme": "dark",
            "language": "en",
            "notifications": {"email": true, "push": false, "inApp": true},
            "privacy": {"showOnlineStatus": false, "allowDirectMessages": true, "showReadReceipts": false},
        },
        "completion": 70,
        "createdAt": "2025-01-15T10:00:00.000Z",
        "updatedAt": "2025-09-29T10:30:00.000Z",
        "isActive": true,
        "version": 3,
    })
}

/// A profile as others see it.
#[must_use]
pub fn public_view() -> Value {
    json!({
        "userId": "usr_987654321",
        "displayName": "Jane Developer",
        "bio": "Full-stack developer and tech blogger",
        "avatar": "https://cdn.multitask.com/avatars/initials/v1/4a44-2.svg",
        "socialLinks": {},
        "interests": [],
        "skills": [],
        "badges": ["verified_developer"],
        "stats": {"postsCount": 28, "likesReceived": 89, "joinedAt": "2025-02-20T15:30:00.000Z"},
        "allowDirectMessages": true,
    })
}

/// What is said of a picture when it is shown.
#[must_use]
pub fn picture() -> Value {
    let url =
        |size: &str| format!("https://cdn.multitask.com/avatars/usr_123456789/0000000003qwertyuiopasdfgh/{size}.jpg");
    let variant = |size: &str, edge: u32, bytes: u32| json!({"size": size, "contentType": "image/jpeg", "url": url(size), "width": edge, "height": edge, "bytes": bytes});
    json!({
        "avatarUrl": url("medium"),
        "thumbnailUrl": url("thumbnail"),
        "uploadedAt": "2025-09-29T10:30:00.000Z",
        "avatarVariants": [
            variant("thumbnail", 150, 5120), variant("medium", 512, 40_960), variant("original", 1024, 163_840),
        ],
    })
}
