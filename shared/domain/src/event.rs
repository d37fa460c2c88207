//! What other services hear of a change. An event is built from what the public may see and nothing else.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::{Profile, PublicView, Time, UserId, Viewer, avatar::Cdn};

/// What kind of change an event tells of; the name is EventBridge's `detail-type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A profile was made.
    ProfileCreated,
    /// Something of a profile changed that no other kind names.
    ProfileUpdated,
    /// The picture changed.
    AvatarUpdated,
    /// The privacy settings changed.
    PrivacyUpdated,
    /// The preferences changed.
    PreferencesUpdated,
    /// A profile was erased.
    ProfileDeleted,
}

impl Kind {
    /// The kind's name on the bus.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProfileCreated => "profile_created",
            Self::ProfileUpdated => "profile_updated",
            Self::AvatarUpdated => "avatar_updated",
            Self::PrivacyUpdated => "privacy_updated",
            Self::PreferencesUpdated => "preferences_updated",
            Self::ProfileDeleted => "profile_deleted",
        }
    }
}

/// A change as other services hear of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileEvent {
    /// The same for every delivery of the same change.
    pub event_id: String,
    /// What kind of change it is.
    pub event_type: Kind,
    /// When the change was written.
    pub timestamp: Time,
    /// Whose profile it is.
    pub user_id: UserId,
    /// Orders the events of one user: a consumer keeps the greatest it has seen and ignores what is not greater.
    pub rev: u64,
    /// Counts the person's own edits.
    pub version: u64,
    /// Which of the view's fields differ from before.
    pub changed_fields: Vec<String>,
    /// The profile as the public sees it now; `null` when there is nothing to see.
    pub profile: Option<PublicView>,
    /// Fields that the public saw before and no longer does: forget them.
    pub removed: Vec<String>,
}

/// The event for the write that made `new` of `old`; `None` when nothing changed that is worth telling.
#[must_use]
pub fn change(
    old: Option<&Profile>,
    new: Option<&Profile>,
    event_id: &str,
    timestamp: Time,
    cdn: &Cdn,
) -> Option<ProfileEvent> {
    let view = |profile: Option<&Profile>| profile.and_then(|profile| profile.view_for(Viewer::Public, cdn));
    let (before, after) = (view(old), view(new));
    let kind = kind(old, new, before != after)?;
    let subject = new.or(old)?;
    let (old_fields, new_fields) = (fields(before.as_ref()), fields(after.as_ref()));
    Some(ProfileEvent {
        event_id: event_id.to_owned(),
        event_type: kind,
        timestamp,
        user_id: subject.user_id.clone(),
        // an erased profile's last revision was told already
        rev: subject.rev + u64::from(new.is_none()),
        version: subject.version,
        changed_fields: new_fields
            .iter()
            .filter(|(name, value)| old_fields.get(*name) != Some(value))
            .map(|(name, _)| name.clone())
            .collect(),
        removed: old_fields.keys().filter(|name| !new_fields.contains_key(*name)).cloned().collect(),
        profile: after,
    })
}

/// The fields of a view by name, without the id, which never changes.
fn fields(view: Option<&PublicView>) -> BTreeMap<String, Value> {
    let Some(Ok(Value::Object(map))) = view.map(serde_json::to_value) else {
        return BTreeMap::new();
    };
    map.into_iter().filter(|(name, _)| name != "userId").collect()
}

/// What kind of change it was, told from the whole profiles; bookkeeping alone is none, and neither are numbers unless the
/// public sees the difference: that somebody is active is not for everybody to know.
fn kind(old: Option<&Profile>, new: Option<&Profile>, is_seen: bool) -> Option<Kind> {
    let (old, new) = match (old, new) {
        (None, None) => return None,
        (None, Some(_)) => return Some(Kind::ProfileCreated),
        (Some(_), None) => return Some(Kind::ProfileDeleted),
        (Some(old), Some(new)) => (old, new),
    };
    // `old` with one part of `new`: where that equals `new`, nothing but that part changed
    let only = |part: fn(&mut Profile, &Profile)| {
        let mut expected = old.clone();
        bookkeeping(&mut expected, new);
        part(&mut expected, new);
        expected == *new
    };
    if only(|_, _| ()) || (!is_seen && only(|to, from| to.stats.clone_from(&from.stats))) {
        None
    } else if only(|to, from| to.avatar.clone_from(&from.avatar)) {
        Some(Kind::AvatarUpdated)
    } else if only(|to, from| to.privacy = from.privacy.clone()) {
        Some(Kind::PrivacyUpdated)
    } else if only(|to, from| to.preferences = from.preferences.clone()) {
        Some(Kind::PreferencesUpdated)
    } else {
        Some(Kind::ProfileUpdated)
    }
}

/// Takes over what counts writes but says nothing of the person.
fn bookkeeping(to: &mut Profile, from: &Profile) {
    to.updated_at = from.updated_at;
    to.version = from.version;
    to.rev = from.rev;
    to.edited_rev = from.edited_rev;
    to.avatar_seq = from.avatar_seq;
    to.avatar_applied = from.avatar_applied;
    to.avatar_exposed = from.avatar_exposed;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Level;

    fn profile() -> Profile {
        let mut profile = Profile::new("usr_1".parse().unwrap(), Some("John Doe"), Time::from_seconds(100));
        profile.bio = "a canary".to_owned();
        profile
    }

    fn told(old: Option<&Profile>, new: Option<&Profile>) -> Option<ProfileEvent> {
        change(old, new, "e1", Time::from_seconds(200), &"cdn.example.com".parse().unwrap())
    }

    fn changed(change: impl FnOnce(&mut Profile)) -> Option<ProfileEvent> {
        let old = profile();
        let mut new = old.clone();
        new.rev += 1;
        change(&mut new);
        told(Some(&old), Some(&new))
    }

    #[test]
    fn each_change_is_called_by_its_kind() {
        // X1
        let kind = |change: fn(&mut Profile)| changed(change).map(|event| event.event_type);
        assert_eq!(
            kind(|p| p.display_name = crate::text::DisplayName::parse("Jo").unwrap()),
            Some(Kind::ProfileUpdated)
        );
        assert_eq!(kind(|p| p.privacy.bio = Level::Private), Some(Kind::PrivacyUpdated));
        assert_eq!(kind(|p| p.preferences.privacy.show_online_status = true), Some(Kind::PreferencesUpdated));
        assert_eq!(kind(|p| p.badges.push("early_adopter".to_owned())), Some(Kind::ProfileUpdated));
        assert_eq!(kind(|p| p.avatar_seq += 1), None);
        assert_eq!(told(None, Some(&profile())).unwrap().event_type, Kind::ProfileCreated);
        let deleted = told(Some(&profile()), None).unwrap();
        assert_eq!((deleted.event_type, deleted.profile, deleted.rev), (Kind::ProfileDeleted, None, 2));
    }

    #[test]
    fn a_field_that_is_hidden_is_told_as_removed_and_its_value_is_not() {
        // X8
        let event = changed(|p| p.privacy.bio = Level::Authenticated).unwrap();
        assert_eq!(event.removed, ["bio", "interests", "skills"]);
        assert!(event.changed_fields.is_empty());
        assert!(!serde_json::to_string(&event).unwrap().contains("canary"));
    }

    #[test]
    fn a_change_of_a_hidden_field_names_no_field() {
        let mut old = profile();
        old.privacy.bio = Level::Private;
        let mut new = old.clone();
        new.bio = "another canary".to_owned();
        let event = told(Some(&old), Some(&new)).unwrap();
        assert!(event.changed_fields.is_empty() && event.removed.is_empty());
        assert!(!serde_json::to_string(&event).unwrap().contains("canary"));
    }

    #[test]
    fn what_somebody_does_is_told_as_far_as_the_public_sees_it() {
        // X8, T10
        let seen = changed(|p| p.stats.likes_received += 1).unwrap();
        assert_eq!((seen.event_type, seen.changed_fields), (Kind::ProfileUpdated, vec!["stats".to_owned()]));
        assert_eq!(changed(|p| p.stats.likes_received -= 1), None, "below zero is shown as zero");
        assert_eq!(changed(|p| p.stats.comments_count += 1), None);
        assert_eq!(changed(|p| p.stats.followers_count += 1), None);
        assert_eq!(changed(|p| p.stats.last_active_at = Some(Time::from_seconds(300))), None);
    }

    #[test]
    fn a_new_name_is_told_with_the_picture_that_follows_it() {
        // X2, X3
        let event = changed(|p| p.display_name = crate::text::DisplayName::parse("Jane Roe").unwrap()).unwrap();
        assert_eq!(event.changed_fields, ["avatar", "displayName"]);
        assert_eq!(event.profile.unwrap().display_name.as_str(), "Jane Roe");
    }
}
