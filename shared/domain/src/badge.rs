//! Badges: what there is to be given, and to whom it says what.

use serde::Serialize;

/// A badge that an administrator can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// What profiles hold.
    pub id: &'static str,
    /// What people read.
    pub label: &'static str,
    /// The name of the icon in the usual icon sets.
    pub icon: &'static str,
}

/// Every badge there is, by id.
pub const CATALOGUE: [Badge; 6] = [
    Badge { id: "community_leader", label: "Community leader", icon: "users" },
    Badge { id: "contributor", label: "Contributor", icon: "git-pull-request" },
    Badge { id: "early_adopter", label: "Early adopter", icon: "rocket" },
    Badge { id: "moderator", label: "Moderator", icon: "shield" },
    Badge { id: "verified", label: "Verified", icon: "badge-check" },
    Badge { id: "verified_developer", label: "Verified developer", icon: "code" },
];

impl Badge {
    /// The badge called `id`.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        CATALOGUE.into_iter().find(|badge| badge.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn badges_are_found_by_their_id() {
        // B1, B4
        for id in ["verified_developer", "early_adopter"] {
            assert_eq!(Badge::named(id).map(|badge| badge.id), Some(id));
        }
        assert_eq!(Badge::named("king"), None);
    }
}
