//! A row of the profiles table.

use domain::{Profile, Time, avatar::Cdn, links::SocialLinks, text::DisplayName};
use serde::{Deserialize, Serialize};

use super::{
    avatar::AvatarItem,
    corrupt,
    settings::{PreferencesItem, PrivacyItem, StatsItem},
};
use crate::TableError;

/// How many of the last edits a row remembers, so that an edit whose answer was lost is recognised when it is retried.
const REMEMBERED_EDITS: usize = 32;

#[derive(Serialize, Deserialize)]
pub(crate) struct ProfileItem {
    pub(crate) user_id: String,
    display_name: String,
    bio: String,
    /// What [`Profile::avatar_url`] gives, for readers of the table alone.
    avatar: String,
    location: String,
    timezone: String,
    social_links: SocialLinks,
    interests: Vec<String>,
    #[serde(default)]
    skills: Vec<String>,
    badges: Vec<String>,
    stats: StatsItem,
    privacy: PrivacyItem,
    preferences: PreferencesItem,
    created_at: Time,
    updated_at: Time,
    is_active: bool,
    version: u64,
    pub(crate) rev: u64,
    edited_rev: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    avatar_record: Option<AvatarItem>,
    avatar_seq: u64,
    avatar_applied: u64,
    #[serde(default)]
    avatar_exposed: bool,
    #[serde(default)]
    pub(crate) recent_edits: Vec<String>,
}

impl ProfileItem {
    /// The row of `profile`, which remembers `recent_edits`.
    pub(crate) fn new(profile: &Profile, mut recent_edits: Vec<String>, cdn: &Cdn) -> Self {
        recent_edits.drain(..recent_edits.len().saturating_sub(REMEMBERED_EDITS));
        Self {
            user_id: profile.user_id.to_string(),
            display_name: profile.display_name.to_string(),
            bio: profile.bio.clone(),
            avatar: profile.avatar_url(cdn),
            location: profile.location.clone(),
            timezone: profile.timezone.to_string(),
            social_links: profile.social_links.clone(),
            interests: profile.interests.clone(),
            skills: profile.skills.clone(),
            badges: profile.badges.clone(),
            stats: (&profile.stats).into(),
            privacy: (&profile.privacy).into(),
            preferences: (&profile.preferences).into(),
            created_at: profile.created_at,
            updated_at: profile.updated_at,
            is_active: profile.is_active,
            version: profile.version,
            rev: profile.rev,
            edited_rev: profile.edited_rev,
            avatar_record: profile.avatar.as_ref().map(AvatarItem::from),
            avatar_seq: profile.avatar_seq,
            avatar_applied: profile.avatar_applied,
            avatar_exposed: profile.avatar_exposed,
            recent_edits,
        }
    }

    pub(crate) fn into_profile(self) -> Result<Profile, TableError> {
        let key = self.user_id.clone();
        Ok(Profile {
            user_id: self.user_id.parse().map_err(|error: domain::id::InvalidUserId| corrupt(&key, error))?,
            display_name: DisplayName::from_stored(self.display_name),
            bio: self.bio,
            location: self.location,
            timezone: self.timezone.parse().unwrap_or_default(),
            social_links: self.social_links,
            interests: self.interests,
            skills: self.skills,
            badges: self.badges,
            stats: self.stats.into(),
            privacy: self.privacy.into(),
            preferences: self.preferences.into(),
            avatar: self.avatar_record.map(Into::into),
            avatar_seq: self.avatar_seq,
            avatar_applied: self.avatar_applied,
            avatar_exposed: self.avatar_exposed,
            created_at: self.created_at,
            updated_at: self.updated_at,
            is_active: self.is_active,
            version: self.version,
            rev: self.rev,
            edited_rev: self.edited_rev,
        })
    }
}

/// The profile of a row, as reads of the table and the images of its stream hold it.
pub fn profile_from_item(item: impl Into<serde_dynamo::Item>) -> Result<Profile, TableError> {
    let item: serde_dynamo::Item = item.into();
    let key = match item.get("user_id") {
        Some(serde_dynamo::AttributeValue::S(id)) => id.clone(),
        _ => "without user_id".to_owned(),
    };
    let item: ProfileItem = serde_dynamo::from_item(item).map_err(|error| corrupt(key, error))?;
    item.into_profile()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        UserId,
        avatar::{Avatar, Variant},
    };

    fn profile() -> Profile {
        let user: UserId = "usr_123456789".parse().unwrap();
        let mut profile = Profile::new(user.clone(), Some("John Doe"), Time::from_seconds(100));
        profile.interests = vec!["b".into(), "a".into()];
        profile.social_links.insert("github".into(), "https://github.com/x".into());
        profile.stats.last_active_at = Some(Time::from_seconds(7));
        let variant = Variant {
            size: "original".into(),
            content_type: "image/jpeg".into(),
            url: "https://cdn/x".into(),
            width: 1,
            height: 2,
            bytes: 3,
        };
        profile.avatar = Avatar::new(&user, vec![variant], "k".into(), Time::from_seconds(9));
        profile
    }

    #[test]
    fn a_profile_survives_its_row() {
        let row = super::super::to_row(&ProfileItem::new(&profile(), vec![], &"cdn.x.com".parse().unwrap())).unwrap();
        assert_eq!(profile_from_item(row).unwrap(), profile());
    }

    #[test]
    fn the_row_has_the_seeds_attributes() {
        // P1-P16, V9, R10
        let row = super::super::to_row(&ProfileItem::new(&profile(), vec![], &"cdn.x.com".parse().unwrap())).unwrap();
        for (name, is_right) in [
            ("user_id", row["user_id"].is_s()),
            ("display_name", row["display_name"].is_s()),
            ("bio", row["bio"].is_s()),
            ("avatar", row["avatar"].as_s().is_ok_and(|url| url.starts_with("https://cdn.x.com/"))),
            ("location", row["location"].is_s()),
            ("timezone", row["timezone"].is_s()),
            ("social_links", row["social_links"].is_m()),
            ("interests", row["interests"].is_l()),
            ("badges", row["badges"].is_l()),
            ("stats", row["stats"].as_m().is_ok_and(|m| m["posts_count"].is_n() && m["joined_at"].is_s())),
            ("privacy", row["privacy"].as_m().is_ok_and(|m| m.len() == 6 && m["activity_status"].is_s())),
            ("preferences", row["preferences"].as_m().is_ok_and(|m| m["notifications"].is_m() && m["privacy"].is_m())),
            ("created_at", row["created_at"].is_s()),
            ("updated_at", row["updated_at"].is_s()),
            ("is_active", row["is_active"].is_bool()),
            ("version", row["version"].is_n()),
        ] {
            assert!(is_right, "{name}: {:?}", row[name]);
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_named() {
        let mut row =
            super::super::to_row(&ProfileItem::new(&profile(), vec![], &"cdn.x.com".parse().unwrap())).unwrap();
        row.remove("stats");
        let error = profile_from_item(row).unwrap_err();
        assert_eq!(error.to_string(), "the row usr_123456789 cannot be read");
    }

    #[test]
    fn a_row_remembers_only_the_last_edits() {
        let edits = (0..40).map(|n| n.to_string()).collect();
        let item = ProfileItem::new(&profile(), edits, &"cdn.x.com".parse().unwrap());
        assert_eq!((item.recent_edits.len(), item.recent_edits[31].as_str()), (32, "39"));
    }
}
