//! Edits of the privacy settings.

use serde_json::{Map, Value};

use super::{Object, text};
use crate::{
    Patch, Problems,
    privacy::{Level, Privacy},
};

/// The settings that an edit names, each with its new level; what it does not name stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrivacyEdit([(&'static str, Patch<Level>); 6]);

impl PrivacyEdit {
    /// Reads the body of an edit of the privacy settings.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let edit = Self::read(&Object::root(body), &mut problems);
        problems.or(edit)
    }

    pub(super) fn read(object: &Object<'_>, problems: &mut Problems) -> Self {
        object.refuse_unknown(&Privacy::FIELDS, &[], problems);
        Self(Privacy::FIELDS.map(|field| (field, object.patch(field, problems, text(level)))))
    }

    /// Carries the edit out; `null` sets a field back to the default.
    pub fn apply(self, privacy: &mut Privacy) {
        let mut defaults = Privacy::default();
        for (field, patch) in self.0 {
            if let (Some(now), Some(default)) = (privacy.field_mut(field), defaults.field_mut(field)) {
                patch.apply(now, || *default);
            }
        }
    }
}

fn level(name: &str) -> Result<Level, &'static str> {
    Level::named(name).ok_or("must be one of public, authenticated, private")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &Value) -> Result<PrivacyEdit, Problems> {
        PrivacyEdit::parse(body.as_object().unwrap())
    }

    #[test]
    fn three_fields_change_only_those_three() {
        // E13, V2
        let mut privacy = Privacy::default();
        let body = serde_json::json!({"displayName": "public", "bio": "authenticated", "location": null});
        parse(&body).unwrap().apply(&mut privacy);
        assert_eq!(privacy, Privacy { bio: Level::Authenticated, ..Privacy::default() });
    }

    #[test]
    fn other_levels_and_fields_are_refused_by_name() {
        // V1
        let problems = parse(&serde_json::json!({"bio": "friends", "badges": "public", "avatar": 1})).unwrap_err();
        let found: Vec<_> = problems.into_vec().into_iter().map(|p| (p.path, p.message)).collect();
        assert_eq!(found[1], ("/bio".to_owned(), "must be one of public, authenticated, private".to_owned()));
        assert_eq!(found[2], ("/avatar".to_owned(), "must be a string, not a number".to_owned()));
        assert_eq!(found[0].0, "/badges");
    }
}
