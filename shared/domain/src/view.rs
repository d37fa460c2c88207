//! What of a profile leaves the service: everything for its owner, and what the owner's privacy allows for others.

use serde::Serialize;

use crate::{
    Profile, Time, Timezone, UserId, Viewer,
    avatar::{AvatarRecord, Cdn, Variant},
    initials::Generated,
    links::SocialLinks,
    preferences::Preferences,
    privacy::Privacy,
    text::DisplayName,
};

/// A profile as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnerView {
    /// Who it is.
    pub user_id: UserId,
    /// What the person is called.
    pub display_name: DisplayName,
    /// What the person says of themself.
    pub bio: String,
    /// URL of the picture: an upload's medium JPEG, or generated initials.
    pub avatar: String,
    /// Every object of the uploaded picture; empty without one.
    pub avatar_variants: Vec<Variant>,
    /// The facts of the uploaded picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_record: Option<AvatarRecord>,
    /// Where the person lives.
    pub location: String,
    /// An IANA time zone id.
    pub timezone: Timezone,
    /// Links by network name.
    pub social_links: SocialLinks,
    /// What the person likes.
    pub interests: Vec<String>,
    /// What the person can do.
    pub skills: Vec<String>,
    /// Ids of the person's badges.
    pub badges: Vec<String>,
    /// What the person did.
    pub stats: OwnerStats,
    /// Who may see what.
    pub privacy: Privacy,
    /// How the person likes things.
    pub preferences: Preferences,
    /// How much of the profile is filled in, in percent.
    pub completion: u8,
    /// When the profile was made.
    pub created_at: Time,
    /// When the person last changed something.
    pub updated_at: Time,
    /// Whether the profile is shown to anybody else.
    pub is_active: bool,
    /// Counts the person's own edits.
    pub version: u64,
}

/// What a person did, as they see it themself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnerStats {
    /// Posts written.
    pub posts_count: i64,
    /// Likes received.
    pub likes_received: i64,
    /// Comments written.
    pub comments_count: i64,
    /// People who follow.
    pub followers_count: i64,
    /// People followed.
    pub following_count: i64,
    /// When the person joined.
    pub joined_at: Time,
    /// When the person was last active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_active_at: Option<Time>,
}

/// A profile as others see it. What they may not see is absent, so that not even its existence shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicView {
    /// Who it is.
    pub user_id: UserId,
    /// What the person is called; a placeholder made of the id when the name is hidden.
    pub display_name: DisplayName,
    /// What the person says of themself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// URL of the picture; a neutral one when picture and name are hidden.
    pub avatar: String,
    /// Every object of the uploaded picture.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub avatar_variants: Vec<Variant>,
    /// Where the person lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// An IANA time zone id; follows the location's privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<Timezone>,
    /// Links by network name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub social_links: Option<SocialLinks>,
    /// What the person likes; follows the biography's privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interests: Option<Vec<String>>,
    /// What the person can do; follows the biography's privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<String>>,
    /// Ids of the person's badges.
    pub badges: Vec<String>,
    /// What the person did, as far as everybody may know.
    pub stats: PublicStats,
    /// The day on which the person was last active, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_active_at: Option<Time>,
    /// Whether others may write to the person directly.
    pub allow_direct_messages: bool,
}

/// What a person did, as far as everybody may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicStats {
    /// Posts written.
    pub posts_count: i64,
    /// Likes received.
    pub likes_received: i64,
    /// When the person joined.
    pub joined_at: Time,
}

impl Profile {
    /// The profile as its owner sees it.
    #[must_use]
    pub fn owner_view(&self, cdn: &Cdn) -> OwnerView {
        let avatar = self.avatar.clone().map(|avatar| avatar.rebased(cdn));
        OwnerView {
            user_id: self.user_id.clone(),
            display_name: self.display_name.clone(),
            bio: self.bio.clone(),
            avatar: self.avatar_url(cdn),
            avatar_variants: avatar.as_ref().map(|avatar| avatar.variants.clone()).unwrap_or_default(),
            avatar_record: avatar.map(|avatar| avatar.record),
            location: self.location.clone(),
            timezone: self.timezone.clone(),
            social_links: self.social_links.clone(),
            interests: self.interests.clone(),
            skills: self.skills.clone(),
            badges: self.badges.clone(),
            stats: OwnerStats {
                posts_count: self.stats.posts_count.max(0),
                likes_received: self.stats.likes_received.max(0),
                comments_count: self.stats.comments_count.max(0),
                followers_count: self.stats.followers_count.max(0),
                following_count: self.stats.following_count.max(0),
                joined_at: self.stats.joined_at,
                last_active_at: self.stats.last_active_at,
            },
            privacy: self.privacy.clone(),
            preferences: self.preferences.clone(),
            completion: self.completion(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            is_active: self.is_active,
            version: self.version,
        }
    }

    /// The profile as `viewer` sees it; `None` when there is nothing to see. An owner is shown what members see.
    #[must_use]
    pub fn view_for(&self, viewer: Viewer, cdn: &Cdn) -> Option<PublicView> {
        if !self.is_active {
            return None;
        }
        let viewer = if viewer == Viewer::Owner { Viewer::Member } else { viewer };
        let privacy = &self.privacy;
        let name = privacy.display_name.admits(viewer);
        let bio = privacy.bio.admits(viewer);
        let location = privacy.location.admits(viewer);
        let avatar = if privacy.avatar.admits(viewer) { self.avatar.clone() } else { None };
        let generated = if name { Generated::of(&self.user_id, &self.display_name) } else { Generated::Neutral };
        let activity = privacy.activity_status.admits(viewer) && self.preferences.privacy.show_online_status;
        Some(PublicView {
            user_id: self.user_id.clone(),
            display_name: if name { self.display_name.clone() } else { DisplayName::placeholder(&self.user_id) },
            bio: bio.then(|| self.bio.clone()),
            avatar: avatar.as_ref().map_or_else(|| generated.url(cdn), |avatar| cdn.rebase(&avatar.record.medium_url)),
            avatar_variants: avatar.map(|avatar| avatar.rebased(cdn).variants).unwrap_or_default(),
            location: location.then(|| self.location.clone()),
            timezone: location.then(|| self.timezone.clone()),
            social_links: privacy.social_links.admits(viewer).then(|| self.social_links.clone()),
            interests: bio.then(|| self.interests.clone()),
            skills: bio.then(|| self.skills.clone()),
            badges: self.badges.clone(),
            stats: PublicStats {
                posts_count: self.stats.posts_count.max(0),
                likes_received: self.stats.likes_received.max(0),
                joined_at: self.stats.joined_at,
            },
            last_active_at: if activity { self.stats.last_active_at.map(Time::day) } else { None },
            allow_direct_messages: self.preferences.privacy.allow_direct_messages,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Level;

    fn profile() -> Profile {
        let mut profile = Profile::new("usr_123456789".parse().unwrap(), Some("John Doe"), Time::from_seconds(100_000));
        profile.stats.last_active_at = Some(Time::from_seconds(200_000));
        profile.stats.posts_count = -1;
        profile
    }

    fn cdn() -> Cdn {
        "cdn.multitask.com".parse().unwrap()
    }

    fn see(profile: &Profile, viewer: Viewer) -> serde_json::Value {
        serde_json::to_value(profile.view_for(viewer, &cdn()).unwrap()).unwrap()
    }

    #[test]
    fn the_public_sees_the_seeds_fields_and_what_privacy_allows() {
        // E6, N5
        let view = see(&profile(), Viewer::Public);
        let keys: Vec<_> = view.as_object().unwrap().keys().map(String::as_str).collect();
        let want = [
            "allowDirectMessages",
            "avatar",
            "badges",
            "bio",
            "displayName",
            "interests",
            "skills",
            "socialLinks",
            "stats",
            "userId",
        ];
        assert_eq!(keys, want);
        assert_eq!(view["stats"].as_object().unwrap().len(), 3);
        assert_eq!(view["stats"]["postsCount"], 0);
        assert!(see(&profile(), Viewer::Member).get("timezone").is_some());
    }

    #[test]
    fn a_hidden_name_leaves_nothing_of_itself() {
        // N6
        let mut profile = profile();
        profile.privacy.display_name = Level::Private;
        let view = see(&profile, Viewer::Member);
        assert_eq!(view["displayName"], "User6789");
        assert_eq!(view["avatar"], "https://cdn.multitask.com/avatars/initials/v1/neutral.svg");
    }

    #[test]
    fn an_owner_who_looks_in_from_outside_sees_what_members_see() {
        // N9
        let mut profile = profile();
        profile.privacy.bio = Level::Private;
        assert_eq!(see(&profile, Viewer::Owner), see(&profile, Viewer::Member));
        assert!(see(&profile, Viewer::Owner).get("bio").is_none());
    }

    #[test]
    fn activity_shows_when_both_switches_allow_it_and_only_by_the_day() {
        // V6, R6, N22, N28
        let mut profile = profile();
        profile.privacy.activity_status = Level::Public;
        assert!(see(&profile, Viewer::Public).get("lastActiveAt").is_none());
        profile.preferences.privacy.show_online_status = true;
        assert_eq!(see(&profile, Viewer::Public)["lastActiveAt"], "1970-01-03T00:00:00.000Z");
    }

    #[test]
    fn an_inactive_profile_is_not_there() {
        // N8
        let mut profile = profile();
        profile.is_active = false;
        assert_eq!(profile.view_for(Viewer::Member, &cdn()), None);
    }
}
