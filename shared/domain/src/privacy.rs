//! Who may see what.

use serde::{Deserialize, Serialize};

/// Whom a field is shown to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Everybody.
    Public,
    /// Whoever is signed in.
    Authenticated,
    /// The owner alone.
    Private,
}

impl Level {
    /// All levels, from the widest to the narrowest.
    pub const ALL: [Self; 3] = [Self::Public, Self::Authenticated, Self::Private];

    /// Whether `viewer` may see a field of this level.
    #[must_use]
    pub fn admits(self, viewer: Viewer) -> bool {
        match self {
            Self::Public => true,
            Self::Authenticated => viewer != Viewer::Public,
            Self::Private => viewer == Viewer::Owner,
        }
    }

    /// The level called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "public" => Some(Self::Public),
            "authenticated" => Some(Self::Authenticated),
            "private" => Some(Self::Private),
            _ => None,
        }
    }
}

/// Who looks at a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// The person whose profile it is.
    Owner,
    /// Somebody who is signed in.
    Member,
    /// Anybody else, guests included.
    Public,
}

/// A profile's privacy settings: the level of each field that has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Privacy {
    /// The display name, and initials made of it.
    pub display_name: Level,
    /// The biography, interests and skills.
    pub bio: Level,
    /// The picture.
    pub avatar: Level,
    /// The location and the time zone, which tells of it.
    pub location: Level,
    /// The links.
    pub social_links: Level,
    /// When the person was last active.
    pub activity_status: Level,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            display_name: Level::Public,
            bio: Level::Public,
            avatar: Level::Public,
            location: Level::Authenticated,
            social_links: Level::Public,
            activity_status: Level::Private,
        }
    }
}

impl Privacy {
    /// The settings' names in the API, in their order there.
    pub const FIELDS: [&str; 6] = ["displayName", "bio", "avatar", "location", "socialLinks", "activityStatus"];

    /// The setting called `field` in the API.
    pub fn field_mut(&mut self, field: &str) -> Option<&mut Level> {
        Some(match field {
            "displayName" => &mut self.display_name,
            "bio" => &mut self.bio,
            "avatar" => &mut self.avatar,
            "location" => &mut self.location,
            "socialLinks" => &mut self.social_links,
            "activityStatus" => &mut self.activity_status,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_admit_whom_they_say() {
        // V3, V4, V5
        let seen = |level: Level| [Viewer::Owner, Viewer::Member, Viewer::Public].map(|viewer| level.admits(viewer));
        assert_eq!(seen(Level::Public), [true, true, true]);
        assert_eq!(seen(Level::Authenticated), [true, true, false]);
        assert_eq!(seen(Level::Private), [true, false, false]);
    }

    #[test]
    fn every_field_can_be_named() {
        let mut privacy = Privacy::default();
        assert!(Privacy::FIELDS.iter().all(|field| privacy.field_mut(field).is_some()));
        assert!(privacy.field_mut("badges").is_none());
    }
}
