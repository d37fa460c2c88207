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
