//! Edits of the profile.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Object, PreferencesEdit, PrivacyEdit, kind, text};
use crate::{
    Patch, Problems, Timezone,
    links::{MAX_LINKS, SocialLinks, link},
    text::{DisplayName, bio, location, tag},
};

/// How many interests, and how many skills, a profile may have.
pub(super) const MAX_TAGS: usize = 20;

const FIELDS: [&str; 9] =
    ["displayName", "bio", "location", "timezone", "socialLinks", "interests", "skills", "privacy", "preferences"];
const OWNED: [&str; 11] = [
    "userId",
    "avatar",
    "avatarVariants",
    "avatarRecord",
    "badges",
    "stats",
    "completion",
    "createdAt",
    "updatedAt",
    "isActive",
    "version",
];

/// What an edit does to a profile. Links and lists are replaced whole; privacy and preferences merge key by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileEdit {
    /// What the person is called.
    pub display_name: Patch<DisplayName>,
    /// What the person says of themself.
    pub bio: Patch<String>,
    /// Where the person lives.
    pub location: Patch<String>,
    /// The person's time zone.
    pub timezone: Patch<Timezone>,
    /// The person's pages elsewhere.
    pub social_links: Patch<SocialLinks>,
    /// What the person likes.
    pub interests: Patch<Vec<String>>,
    /// What the person can do.
    pub skills: Patch<Vec<String>>,
    /// Who may see what.
    pub privacy: PrivacyEdit,
    /// How the person likes things.
    pub preferences: PreferencesEdit,
}

impl ProfileEdit {
    /// Reads the body of an edit of the profile.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let root = Object::root(body);
        let found = &mut problems;
        root.refuse_unknown(&FIELDS, &OWNED, found);
        let edit = Self {
            display_name: root.patch("displayName", found, text(DisplayName::parse)),
            bio: root.patch("bio", found, text(bio)),
            location: root.patch("location", found, text(location)),
            timezone: root.patch("timezone", found, text(str::parse)),
            social_links: root.patch("socialLinks", found, links),
            interests: root.patch("interests", found, tags),
            skills: root.patch("skills", found, tags),
            privacy: group(&root, "privacy", found, PrivacyEdit::read),
            preferences: group(&root, "preferences", found, PreferencesEdit::read),
        };
        problems.or(edit)
    }
}

/// A group of settings, which an edit can change but not clear as a whole.
fn group<T: Default>(
    root: &Object<'_>,
    name: &str,
    problems: &mut Problems,
    read: impl FnOnce(&Object<'_>, &mut Problems) -> T,
) -> T {
    let object = root.map.get(name).and_then(|value| Object::at(&root.pointer(name), value, problems));
    object.map(|object| read(&object, problems)).unwrap_or_default()
}

fn links(value: &Value, path: &str, problems: &mut Problems) -> Option<SocialLinks> {
    let object = Object::at(path, value, problems)?;
    if object.map.len() > MAX_LINKS {
        problems.add(path, format!("must have at most {MAX_LINKS} links"));
    }
    let mut links = SocialLinks::new();
    for (network, value) in object.map {
        if let Some(url) = text(|url| link(network, url))(value, &object.pointer(network), problems) {
            links.insert(network.clone(), url);
        }
    }
    Some(links)
}

fn tags(value: &Value, path: &str, problems: &mut Problems) -> Option<Vec<String>> {
    let Value::Array(values) = value else {
        problems.add(path, format!("must be a list of strings, not {}", kind(value)));
        return None;
    };
    if values.len() > MAX_TAGS {
        problems.add(path, format!("must have at most {MAX_TAGS} entries"));
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut tags = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let place = format!("{path}/{at}");
        if let Some(tag) = text(tag)(value, &place, problems) {
            if seen.insert(tag.to_lowercase()) {
                tags.push(tag);
            } else {
                problems.add(place, "stands in the list already");
            }
        }
    }
    Some(tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(body: &Value) -> Result<ProfileEdit, Problems> {
        ProfileEdit::parse(body.as_object().unwrap())
    }

    fn problems(body: &Value) -> Vec<(String, String)> {
        parse(body).unwrap_err().into_vec().into_iter().map(|p| (p.path, p.message)).collect()
    }

    #[test]
    fn the_seeds_body_is_understood() {
        // E4, P2, P3, P5, P6, P7, P8
        let edit = parse(&json!({
            "displayName": "John Smith",
            "bio": "Senior software architect specializing in microservices",
            "location": "New York, NY",
            "timezone": "America/New_York",
            "socialLinks": {"twitter": "https://twitter.com/johnsmith", "github": "https://github.com/johnsmith"},
            "interests": ["golang", "kubernetes", "serverless"],
        }))
        .unwrap();
        assert_eq!(edit.interests, Patch::Set(vec!["golang".into(), "kubernetes".into(), "serverless".into()]));
        assert_eq!(edit.skills, Patch::Keep);
        assert_eq!(edit.privacy, PrivacyEdit::default());
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_place() {
        let found = problems(&json!({
            "displayName": 7,
            "bio": "x".repeat(501),
            "timezone": "Foo/Bar",
            "socialLinks": {"twitter": "javascript:alert(1)", "my/space": "https://x.example"},
            "interests": ["rust", "Rust", 1],
            "badges": ["verified_developer"],
            "nickname": "jo",
            "privacy": {"bio": "friends"},
        }));
        let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
        let want = [
            "/badges",
            "/nickname",
            "/displayName",
            "/bio",
            "/timezone",
            "/socialLinks/my~1space",
            "/socialLinks/twitter",
            "/interests/1",
            "/interests/2",
            "/privacy/bio",
        ];
        assert_eq!(paths, want);
        assert_eq!(found[0].1, "is set by the service and cannot be changed here");
    }

    #[test]
    fn what_the_service_owns_cannot_be_set() {
        // P4, P9, T9, B3, N3
        for field in OWNED {
            assert_eq!(problems(&json!({field: null}))[0].0, format!("/{field}"));
        }
    }

    #[test]
    fn lists_and_links_have_their_limits() {
        // N40
        let interests: Vec<_> = (0..21).map(|n| format!("i{n}")).collect();
        assert_eq!(problems(&json!({"interests": interests}))[0].1, "must have at most 20 entries");
        assert_eq!(problems(&json!({"interests": "rust"}))[0].1, "must be a list of strings, not a string");
        assert_eq!(problems(&json!({"skills": [""]}))[0].0, "/skills/0");
    }
}
