//! Edits of the preferences.

use serde_json::{Map, Value};

use super::{Object, boolean, text};
use crate::{
    Patch, Problems,
    preferences::{LANGUAGES, Notifications, Preferences, PrivacyPreferences, Theme, language},
};

/// What an edit does to the preferences; the groups `notifications` and `privacy` merge key by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PreferencesEdit {
    theme: Patch<Theme>,
    language: Patch<String>,
    email: Patch<bool>,
    push: Patch<bool>,
    in_app: Patch<bool>,
    show_online_status: Patch<bool>,
    allow_direct_messages: Patch<bool>,
    show_read_receipts: Patch<bool>,
}

impl PreferencesEdit {
    /// Reads the body of an edit of the preferences.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let edit = Self::read(&Object::root(body), &mut problems);
        problems.or(edit)
    }

    pub(super) fn read(object: &Object<'_>, problems: &mut Problems) -> Self {
        object.refuse_unknown(&["theme", "language", "notifications", "privacy"], &[], problems);
        let mut edit = Self {
            theme: object.patch("theme", problems, text(theme)),
            language: object.patch("language", problems, text(known_language)),
            ..Self::default()
        };
        let Self { email, push, in_app, .. } = &mut edit;
        group(object, "notifications", [("email", email), ("push", push), ("inApp", in_app)], problems);
        let Self { show_online_status, allow_direct_messages, show_read_receipts, .. } = &mut edit;
        let privacy = [
            ("showOnlineStatus", show_online_status),
            ("allowDirectMessages", allow_direct_messages),
            ("showReadReceipts", show_read_receipts),
        ];
        group(object, "privacy", privacy, problems);
        edit
    }

    /// Carries the edit out; `null` sets a preference back to the default.
    pub fn apply(self, preferences: &mut Preferences) {
        self.theme.apply(&mut preferences.theme, Theme::default);
        self.language.apply(&mut preferences.language, || LANGUAGES[0].to_owned());
        let (now, default) = (&mut preferences.notifications, Notifications::default());
        self.email.apply(&mut now.email, || default.email);
        self.push.apply(&mut now.push, || default.push);
        self.in_app.apply(&mut now.in_app, || default.in_app);
        let (now, default) = (&mut preferences.privacy, PrivacyPreferences::default());
        self.show_online_status.apply(&mut now.show_online_status, || default.show_online_status);
        self.allow_direct_messages.apply(&mut now.allow_direct_messages, || default.allow_direct_messages);
        self.show_read_receipts.apply(&mut now.show_read_receipts, || default.show_read_receipts);
    }
}

/// Reads the booleans of the group `name`; a group that is `null` sets all of them back.
fn group<const N: usize>(
    object: &Object<'_>,
    name: &str,
    fields: [(&str, &mut Patch<bool>); N],
    problems: &mut Problems,
) {
    match object.map.get(name) {
        None => {}
        Some(Value::Null) => fields.into_iter().for_each(|(_, field)| *field = Patch::Clear),
        Some(value) => {
            let Some(group) = Object::at(&object.pointer(name), value, problems) else {
                return;
            };
            group.refuse_unknown(&fields.each_ref().map(|(key, _)| *key), &[], problems);
            for (key, field) in fields {
                *field = group.patch(key, problems, boolean);
            }
        }
    }
}

fn theme(name: &str) -> Result<Theme, &'static str> {
    Theme::named(name).ok_or("must be one of light, dark, auto")
}

fn known_language(tag: &str) -> Result<String, String> {
    language(tag).ok_or_else(|| format!("must be a language tag of one of {}", LANGUAGES.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parse(body: &Value) -> Result<PreferencesEdit, Problems> {
        PreferencesEdit::parse(body.as_object().unwrap())
    }

    #[test]
    fn the_seeds_body_is_saved_and_the_rest_stays() {
        // E19
        let mut preferences = Preferences::default();
        let body = json!({
            "theme": "dark", "language": "en",
            "notifications": {"email": true, "push": false},
            "privacy": {"showOnlineStatus": true, "allowDirectMessages": null},
        });
        parse(&body).unwrap().apply(&mut preferences);
        assert_eq!(preferences.theme, Theme::Dark);
        assert_eq!(preferences.notifications, Notifications { push: false, ..Notifications::default() });
        assert!(preferences.privacy.show_online_status && preferences.privacy.allow_direct_messages);
        parse(&json!({"notifications": null})).unwrap().apply(&mut preferences);
        assert_eq!(preferences.notifications, Notifications::default());
    }

    #[test]
    fn wrong_values_are_named_by_their_place() {
        // R1, R2, R12
        let body =
            json!({"theme": "pink", "language": "pt", "notifications": {"email": "true", "sms": true}, "privacy": []});
        let paths: Vec<_> = parse(&body).unwrap_err().into_vec().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["/theme", "/language", "/notifications/sms", "/notifications/email", "/privacy"]);
    }
}
