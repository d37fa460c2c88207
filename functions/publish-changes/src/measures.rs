//! What a change tells of how the service is used: counted here, where every change passes, and never by whose it was.

use domain::{Profile, Time, privacy::Privacy};
use runtime::{Measure, Unit};

/// The measures of the change from `old` to `new`.
pub(crate) fn of(old: Option<&Profile>, new: Option<&Profile>) -> Vec<Measure> {
    match (old, new) {
        (None, None) => Vec::new(),
        (None, Some(new)) => vec![Measure::one("ProfilesCreated"), completion(new), custom_avatar(new)],
        (Some(_), None) => vec![Measure::one("ProfilesDeleted")],
        (Some(old), Some(new)) => {
            let mut measures: Vec<_> =
                groups(old, new).map(|group| Measure::one("ProfileUpdates").by("Group", group)).collect();
            measures.extend(privacy(&old.privacy, &new.privacy));
            let linked = new.social_links.keys().filter(|network| !old.social_links.contains_key(*network));
            measures.extend(linked.map(|network| Measure::one("SocialLinks").by("Network", network)));
            // counters and bookkeeping say nothing of how full a profile is
            if !measures.is_empty() {
                measures.extend([completion(new), custom_avatar(new)]);
            }
            // once a day for each who is there, so that a day's sum is how many were
            let day = |profile: &Profile| profile.stats.last_active_at.map(Time::day);
            if day(old) < day(new) {
                measures.push(Measure::one("ActiveUsers"));
            }
            measures
        }
    }
}

/// The groups of fields that differ.
fn groups<'a>(old: &Profile, new: &Profile) -> impl Iterator<Item = &'a str> {
    [
        ("identity", old.display_name != new.display_name || old.bio != new.bio),
        ("place", old.location != new.location || old.timezone != new.timezone),
        ("links", old.social_links != new.social_links),
        ("interests", old.interests != new.interests || old.skills != new.skills),
        ("avatar", old.avatar != new.avatar),
        ("privacy", old.privacy != new.privacy),
        ("preferences", old.preferences != new.preferences),
        ("badges", old.badges != new.badges),
    ]
    .into_iter()
    .filter_map(|(group, differs)| differs.then_some(group))
}

/// Each setting that changed, and whether more or fewer people may see its field.
fn privacy(old: &Privacy, new: &Privacy) -> Vec<Measure> {
    let (mut old, mut new) = (old.clone(), new.clone());
    let mut measures = Vec::new();
    for field in Privacy::FIELDS {
        if let (Some(old), Some(new)) = (old.field_mut(field), new.field_mut(field))
            && old != new
        {
            let direction = if new > old { "tighter" } else { "wider" };
            measures.push(Measure::one("PrivacyChanges").by("Field", field).by("Direction", direction));
        }
    }
    measures
}

/// How much of the profile is filled in; the average is over profiles as they change.
fn completion(profile: &Profile) -> Measure {
    Measure::new("ProfileCompletion", Unit::Percent, f64::from(profile.completion()))
}

/// 100 for a profile with an uploaded picture and 0 for one without, so that the average is their share.
fn custom_avatar(profile: &Profile) -> Measure {
    Measure::new("CustomAvatar", Unit::Percent, if profile.avatar.is_some() { 100.0 } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::privacy::Level;

    fn profile() -> Profile {
        Profile::new("usr_canary".parse().unwrap(), Some("John Doe"), Time::from_seconds(1))
    }

    #[test]
    fn a_change_is_counted_by_what_it_changed() {
        // M1, M5, M10, M12, M13
        let mut new = profile();
        new.bio = "x".to_owned();
        new.privacy.bio = Level::Private;
        new.privacy.location = Level::Public;
        new.social_links.insert("github".to_owned(), "https://github.com/x".to_owned());
        let updates = |group: &str| Measure::one("ProfileUpdates").by("Group", group);
        let privacy =
            |field: &str, direction: &str| Measure::one("PrivacyChanges").by("Field", field).by("Direction", direction);
        let want = [
            updates("identity"),
            updates("links"),
            updates("privacy"),
            privacy("bio", "tighter"),
            privacy("location", "wider"),
            Measure::one("SocialLinks").by("Network", "github"),
            Measure::new("ProfileCompletion", Unit::Percent, 50.0),
            Measure::new("CustomAvatar", Unit::Percent, 0.0),
        ];
        assert_eq!(of(Some(&profile()), Some(&new)), want);
    }

    #[test]
    fn who_is_there_counts_once_a_day() {
        // M11
        let active_at = |seconds: Option<i64>| {
            let mut profile = profile();
            profile.stats.last_active_at = seconds.map(Time::from_seconds);
            profile
        };
        let counted = |old, new| of(Some(&active_at(old)), Some(&active_at(new))).len();
        assert_eq!(of(Some(&active_at(None)), Some(&active_at(Some(300)))), [Measure::one("ActiveUsers")]);
        assert_eq!(counted(Some(300), Some(86_100)), 0);
        assert_eq!(counted(Some(86_100), Some(86_400)), 1);
        assert_eq!(counted(Some(86_400), Some(86_400)), 0);
    }

    #[test]
    fn nothing_says_whose_it_was_and_bookkeeping_is_not_counted() {
        // O13
        let mut counted = profile();
        counted.rev += 1;
        counted.stats.posts_count += 1;
        assert_eq!(of(Some(&profile()), Some(&counted)), []);
        assert!(!format!("{:?}", of(None, Some(&profile()))).contains("canary"));
    }
}
