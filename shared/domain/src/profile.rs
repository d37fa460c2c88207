//! A person's profile.

use crate::{
    Time, Timezone, UserId,
    avatar::{Avatar, Cdn},
    badge::Badge,
    edit::ProfileEdit,
    initials::Generated,
    links::SocialLinks,
    preferences::Preferences,
    privacy::Privacy,
    stats::Stats,
    text::DisplayName,
};

/// A person's profile, whole. It cannot be serialised: the ways out are [`crate::OwnerView`] and [`crate::PublicView`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Who it is.
    pub user_id: UserId,
    /// What the person is called.
    pub display_name: DisplayName,
    /// What the person says of themself; may be empty.
    pub bio: String,
    /// Where the person lives; may be empty.
    pub location: String,
    /// The person's time zone.
    pub timezone: Timezone,
    /// The person's pages elsewhere.
    pub social_links: SocialLinks,
    /// What the person likes, in the person's order.
    pub interests: Vec<String>,
    /// What the person can do, in the person's order.
    pub skills: Vec<String>,
    /// Ids of the badges that the person was given.
    pub badges: Vec<String>,
    /// What the person did.
    pub stats: Stats,
    /// Who may see what.
    pub privacy: Privacy,
    /// How the person likes things.
    pub preferences: Preferences,
    /// The uploaded picture that is in use.
    pub avatar: Option<Avatar>,
    /// How many times the picture was decided on: uploads asked for, and deletions.
    pub avatar_seq: u64,
    /// Which of those decisions the picture now follows.
    pub avatar_applied: u64,
    /// Whether the picture's URLs were seen by more people than may see the picture now: it must move.
    pub avatar_exposed: bool,
    /// When the profile was made.
    pub created_at: Time,
    /// When the person last changed something.
    pub updated_at: Time,
    /// Whether the profile is shown to anybody but its owner.
    pub is_active: bool,
    /// Counts the person's own edits, from 1.
    pub version: u64,
    /// Counts every write, from 1; orders events.
    pub rev: u64,
    /// The `rev` of the person's last own edit.
    pub edited_rev: u64,
}

impl Profile {
    /// The profile of somebody new, called `name` if the auth service knows a usable name.
    #[must_use]
    pub fn new(user_id: UserId, name: Option<&str>, now: Time) -> Self {
        let display_name =
            name.and_then(|name| DisplayName::parse(name).ok()).unwrap_or_else(|| DisplayName::placeholder(&user_id));
        Self {
            user_id,
            display_name,
            bio: String::new(),
            location: String::new(),
            timezone: Timezone::default(),
            social_links: SocialLinks::new(),
            interests: Vec::new(),
            skills: Vec::new(),
            badges: Vec::new(),
            stats: Stats::new(now),
            privacy: Privacy::default(),
            preferences: Preferences::default(),
            avatar: None,
            avatar_seq: 0,
            avatar_applied: 0,
            avatar_exposed: false,
            created_at: now,
            updated_at: now,
            is_active: true,
            version: 1,
            rev: 1,
            edited_rev: 1,
        }
    }

    /// This new profile of somebody who had one before that was erased: its numbers go on above those of the old one, of
    /// which nothing is known, so that neither an upload nor an event of that can pass for a later one of this.
    #[must_use]
    pub fn begun_again(mut self) -> Self {
        // seconds of the clock: nobody asks for a ticket or writes a profile every second for years
        let above = u64::try_from(self.created_at.seconds()).unwrap_or_default();
        (self.avatar_seq, self.avatar_applied) = (above, above);
        (self.rev, self.edited_rev) = (above, above);
        self
    }

    /// This profile after the person's `edit` at `now`.
    #[must_use]
    pub fn edited(mut self, edit: ProfileEdit, now: Time) -> Self {
        let placeholder = DisplayName::placeholder(&self.user_id);
        edit.display_name.apply(&mut self.display_name, || placeholder);
        edit.bio.apply(&mut self.bio, String::new);
        edit.location.apply(&mut self.location, String::new);
        edit.timezone.apply(&mut self.timezone, Timezone::default);
        edit.social_links.apply(&mut self.social_links, SocialLinks::new);
        edit.interests.apply(&mut self.interests, Vec::new);
        edit.skills.apply(&mut self.skills, Vec::new);
        let shown_to = self.privacy.avatar;
        edit.privacy.apply(&mut self.privacy);
        self.avatar_exposed |= self.avatar.is_some() && self.privacy.avatar > shown_to;
        edit.preferences.apply(&mut self.preferences);
        self.touch(now);
        self
    }

    /// This profile with the name that the auth service has, if it is usable, and nothing is known yet but the id: what the
    /// person chose stays.
    #[must_use]
    pub fn introduced(mut self, name: &str) -> Self {
        let nameless = self.version == 1 && self.display_name == DisplayName::placeholder(&self.user_id);
        if nameless && let Ok(name) = DisplayName::parse(name) {
            self.display_name = name;
            self.rev += 1;
        }
        self
    }

    /// This profile with `badge`, which it may have already.
    #[must_use]
    pub fn with_badge(mut self, badge: Badge) -> Self {
        if !self.badges.iter().any(|id| id == badge.id) {
            self.badges.push(badge.id.to_owned());
            self.rev += 1;
        }
        self
    }

    /// This profile without the badge called `id`, even if there is no such badge any more.
    #[must_use]
    pub fn without_badge(mut self, id: &str) -> Self {
        if self.badges.iter().any(|badge| badge == id) {
            self.badges.retain(|badge| badge != id);
            self.rev += 1;
        }
        self
    }

    /// This profile without a picture, by decision number `seq` at `now`; later decisions stand.
    #[must_use]
    pub fn without_avatar(mut self, seq: u64, now: Time) -> Self {
        if self.avatar_applied < seq {
            if self.avatar.take().is_some() {
                self.updated_at = now.after(self.updated_at);
            }
            self.avatar_exposed = false;
            self.avatar_applied = seq;
            self.rev += 1;
        }
        self
    }

    /// Counts an edit of the person's own at `now`.
    fn touch(&mut self, now: Time) {
        self.updated_at = now.after(self.updated_at);
        self.version += 1;
        self.rev += 1;
        self.edited_rev = self.rev;
    }

    /// Where the picture is loaded from: the medium JPEG of an upload, or else initials.
    #[must_use]
    pub fn avatar_url(&self, cdn: &Cdn) -> String {
        match &self.avatar {
            Some(avatar) => cdn.rebase(&avatar.record.medium_url),
            None => Generated::of(&self.user_id, &self.display_name).url(cdn),
        }
    }

    /// The profile's entity tag for its owner: `v` and the version, and how often others wrote since (a picture that
    /// became ready, a counter), so that a cached copy is never taken for current.
    #[must_use]
    pub fn tag(&self) -> String {
        match self.rev.saturating_sub(self.edited_rev) {
            0 => format!("v{}", self.version),
            writes => format!("v{}.{writes}", self.version),
        }
    }

    /// How much of the profile is filled in, in percent.
    #[must_use]
    pub fn completion(&self) -> u8 {
        let parts = [
            (self.display_name != DisplayName::placeholder(&self.user_id), 20),
            (!self.bio.is_empty(), 20),
            (self.avatar.is_some(), 20),
            (!self.location.is_empty(), 10),
            (self.timezone != Timezone::default(), 10),
            (!self.social_links.is_empty(), 10),
            (!self.interests.is_empty(), 10),
        ];
        parts.iter().filter(|(filled, _)| *filled).map(|(_, weight)| weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Patch;

    fn profile() -> Profile {
        Profile::new("usr_123456789".parse().unwrap(), Some("John Doe"), Time::from_seconds(100))
    }

    #[test]
    fn a_new_profile_has_the_defaults() {
        // E3, P10, P11, P12, P15
        let profile = profile();
        assert_eq!(profile.display_name.as_str(), "John Doe");
        assert!(profile.is_active);
        assert_eq!((profile.version, profile.rev), (1, 1));
        let nameless = Profile::new("usr_123456789".parse().unwrap(), Some("\u{202E}"), Time::from_seconds(100));
        assert_eq!(nameless.display_name.as_str(), "User6789");
    }

    #[test]
    fn an_edit_changes_what_it_names_and_counts() {
        // E4, E5, P14, P16
        let before = profile();
        let edit = ProfileEdit { bio: Patch::Set("hi".to_owned()), ..ProfileEdit::default() };
        let after = before.clone().edited(edit, before.updated_at);
        assert_eq!((after.bio.as_str(), &after.display_name), ("hi", &before.display_name));
        assert_eq!((after.version, after.rev), (2, 2));
        assert!(after.updated_at > before.updated_at);
        assert_eq!(after.created_at, before.created_at);
        let cleared = after.edited(ProfileEdit { bio: Patch::Clear, ..ProfileEdit::default() }, before.updated_at);
        assert_eq!(cleared.bio, "");
    }

    #[test]
    fn a_name_that_comes_late_replaces_nothing_but_a_placeholder() {
        let nameless = Profile::new("usr_123456789".parse().unwrap(), None, Time::from_seconds(100));
        let named = nameless.clone().introduced("Jane Roe");
        assert_eq!((named.display_name.as_str(), named.rev, named.version), ("Jane Roe", 2, 1));
        assert_eq!(named.clone().introduced("John Doe"), named);
        assert_eq!(nameless.clone().introduced("\u{202E}"), nameless);
        let cleared = ProfileEdit { display_name: Patch::Clear, ..ProfileEdit::default() };
        let chosen = nameless.edited(cleared, Time::from_seconds(200));
        assert_eq!(chosen.clone().introduced("Jane Roe"), chosen);
    }

    #[test]
    fn completion_counts_what_is_filled_in() {
        // N42
        assert_eq!(profile().completion(), 20);
        let edit = ProfileEdit { bio: Patch::Set("hi".to_owned()), ..ProfileEdit::default() };
        assert_eq!(profile().edited(edit, Time::from_seconds(0)).completion(), 40);
    }
}
