//! What of a profile leaves the service: everything for its owner, and what the owner's privacy allows for others.

use serde::Serialize;

#[cfg(feature = "openapi")]
use crate::openapi;
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(examples(openapi::examples::owner_view)))]
#[serde(rename_all = "camelCase")]
pub struct OwnerView {
    /// Who it is.
    pub user_id: UserId,
    /// What the person is called.
    pub display_name: DisplayName,
    /// What the person says of themself.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Bio))]
    pub bio: String,
    /// URL of the picture: an upload's medium JPEG, or generated initials.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::PictureUrl))]
    pub avatar: String,
    /// Every object of the uploaded picture; empty without one.
    #[cfg_attr(feature = "openapi", schema(max_items = 6))]
    pub avatar_variants: Vec<Variant>,
    /// The facts of the uploaded picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub avatar_record: Option<AvatarRecord>,
    /// Where the person lives.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Place))]
    pub location: String,
    /// An IANA time zone id.
    pub timezone: Timezone,
    /// Links by network name.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Links))]
    pub social_links: SocialLinks,
    /// What the person likes.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::Tag>, max_items = 20))]
    pub interests: Vec<String>,
    /// What the person can do.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::Tag>, max_items = 20))]
    pub skills: Vec<String>,
    /// Ids of the person's badges.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::BadgeId>))]
    pub badges: Vec<String>,
    /// What the person did.
    pub stats: OwnerStats,
    /// Who may see what.
    pub privacy: Privacy,
    /// How the person likes things.
    pub preferences: Preferences,
    /// How much of the profile is filled in, in percent.
    #[cfg_attr(feature = "openapi", schema(maximum = 100))]
    pub completion: u8,
    /// When the profile was made.
    pub created_at: Time,
    /// When the person last changed something.
    pub updated_at: Time,
    /// Whether the profile is shown to anybody else.
    pub is_active: bool,
    /// Counts the person's own edits.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub version: u64,
}

/// What a person did, as they see it themself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct OwnerStats {
    /// Posts written.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub posts_count: i64,
    /// Likes received.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub likes_received: i64,
    /// Comments written.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub comments_count: i64,
    /// People who follow.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub followers_count: i64,
    /// People followed.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub following_count: i64,
    /// When the person joined.
    pub joined_at: Time,
    /// When the person was last active.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub last_active_at: Option<Time>,
}

/// A profile as others see it. What they may not see is absent, so that not even its existence shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(examples(openapi::examples::public_view)))]
#[serde(rename_all = "camelCase")]
pub struct PublicView {
    /// Who it is.
    pub user_id: UserId,
    /// What the person is called; a placeholder made of the id when the name is hidden.
    pub display_name: DisplayName,
    /// What the person says of themself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Bio))]
    pub bio: Option<String>,
    /// URL of the picture; a neutral one when picture and name are hidden.
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::PictureUrl))]
    pub avatar: String,
    /// Every object of the uploaded picture.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 6))]
    pub avatar_variants: Vec<Variant>,
    /// Where the person lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Place))]
    pub location: Option<String>,
    /// An IANA time zone id; follows the location's privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub timezone: Option<Timezone>,
    /// Links by network name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = openapi::Links))]
    pub social_links: Option<SocialLinks>,
    /// What the person likes; follows the biography's privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::Tag>, max_items = 20))]
    pub interests: Option<Vec<String>>,
    /// What the person can do; follows the biography's privacy.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::Tag>, max_items = 20))]
    pub skills: Option<Vec<String>>,
    /// Ids of the person's badges.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<openapi::BadgeId>))]
    pub badges: Vec<String>,
    /// What the person did, as far as everybody may know.
    pub stats: PublicStats,
    /// The day on which the person was last active, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub last_active_at: Option<Time>,
    /// Whether others may write to the person directly.
    pub allow_direct_messages: bool,
}

/// What a person did, as far as everybody may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublicStats {
    /// Posts written.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub posts_count: i64,
    /// Likes received.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
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
mod tests;
