//! Privacy, preferences and stats inside a profile's row.

use domain::{
    Time,
    preferences::{Notifications, Preferences, PrivacyPreferences, Theme},
    privacy::{Level, Privacy},
    stats::Stats,
};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct PrivacyItem {
    display_name: Level,
    bio: Level,
    avatar: Level,
    location: Level,
    social_links: Level,
    activity_status: Level,
}

impl From<&Privacy> for PrivacyItem {
    fn from(privacy: &Privacy) -> Self {
        let Privacy { display_name, bio, avatar, location, social_links, activity_status } = privacy.clone();
        Self { display_name, bio, avatar, location, social_links, activity_status }
    }
}

impl From<PrivacyItem> for Privacy {
    fn from(item: PrivacyItem) -> Self {
        let PrivacyItem { display_name, bio, avatar, location, social_links, activity_status } = item;
        Self { display_name, bio, avatar, location, social_links, activity_status }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct PreferencesItem {
    theme: Theme,
    language: String,
    notifications: NotificationsItem,
    privacy: PrivacyPreferencesItem,
}

#[derive(Serialize, Deserialize)]
struct NotificationsItem {
    email: bool,
    push: bool,
    in_app: bool,
}

#[derive(Serialize, Deserialize)]
struct PrivacyPreferencesItem {
    show_online_status: bool,
    allow_direct_messages: bool,
    show_read_receipts: bool,
}

impl From<&Preferences> for PreferencesItem {
    fn from(preferences: &Preferences) -> Self {
        let Notifications { email, push, in_app } = preferences.notifications;
        let PrivacyPreferences { show_online_status, allow_direct_messages, show_read_receipts } = preferences.privacy;
        Self {
            theme: preferences.theme,
            language: preferences.language.clone(),
            notifications: NotificationsItem { email, push, in_app },
            privacy: PrivacyPreferencesItem { show_online_status, allow_direct_messages, show_read_receipts },
        }
    }
}

impl From<PreferencesItem> for Preferences {
    fn from(item: PreferencesItem) -> Self {
        let NotificationsItem { email, push, in_app } = item.notifications;
        let PrivacyPreferencesItem { show_online_status, allow_direct_messages, show_read_receipts } = item.privacy;
        Self {
            theme: item.theme,
            language: item.language,
            notifications: Notifications { email, push, in_app },
            privacy: PrivacyPreferences { show_online_status, allow_direct_messages, show_read_receipts },
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct StatsItem {
    posts_count: i64,
    likes_received: i64,
    comments_count: i64,
    followers_count: i64,
    following_count: i64,
    joined_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_active_at: Option<Time>,
}

impl From<&Stats> for StatsItem {
    fn from(stats: &Stats) -> Self {
        Self {
            posts_count: stats.posts_count,
            likes_received: stats.likes_received,
            comments_count: stats.comments_count,
            followers_count: stats.followers_count,
            following_count: stats.following_count,
            joined_at: stats.joined_at,
            last_active_at: stats.last_active_at,
        }
    }
}

impl From<StatsItem> for Stats {
    fn from(item: StatsItem) -> Self {
        Self {
            posts_count: item.posts_count,
            likes_received: item.likes_received,
            comments_count: item.comments_count,
            followers_count: item.followers_count,
            following_count: item.following_count,
            joined_at: item.joined_at,
            last_active_at: item.last_active_at,
        }
    }
}
