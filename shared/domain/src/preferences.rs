//! How people like things.

use serde::{Deserialize, Serialize};

/// The look of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the device says.
    #[default]
    Auto,
}

impl Theme {
    /// The theme called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            "auto" => Some(Self::Auto),
            _ => None,
        }
    }
}

/// The languages that the pages speak, as BCP 47 primary tags.
pub const LANGUAGES: [&str; 5] = ["en", "es", "fr", "de", "ja"];

/// Whether `tag` is a language tag whose primary language is one of [`LANGUAGES`]; the tag in its canonical case.
#[must_use]
pub fn language(tag: &str) -> Option<String> {
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    if !LANGUAGES.contains(&primary.as_str()) {
        return None;
    }
    let mut canonical = primary;
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return None;
        }
        canonical.push('-');
        // BCP 47 writes regions in capitals and scripts with one
        canonical += &match part.len() {
            2 => part.to_ascii_uppercase(),
            4 => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
            _ => part.to_ascii_lowercase(),
        };
    }
    (canonical.len() <= 35).then_some(canonical)
}

/// A person's preferences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Preferences {
    /// The look of the pages.
    pub theme: Theme,
    /// The language of the pages.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::openapi::Language))]
    pub language: String,
    /// Which ways of telling the person are wanted.
    pub notifications: Notifications,
    /// What else of the person's doings others may know.
    pub privacy: PrivacyPreferences,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            language: LANGUAGES[0].to_owned(),
            notifications: Notifications::default(),
            privacy: PrivacyPreferences::default(),
        }
    }
}

/// Which ways of telling a person are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// By e-mail.
    pub email: bool,
    /// On the phone.
    pub push: bool,
    /// Inside the application.
    pub in_app: bool,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { email: true, push: true, in_app: true }
    }
}

/// What else of a person's doings others may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct PrivacyPreferences {
    /// Whether others see when the person was last active; the privacy setting `activityStatus` must allow it too.
    pub show_online_status: bool,
    /// Whether others may write to the person directly.
    pub allow_direct_messages: bool,
    /// Whether others see that the person has read their message.
    pub show_read_receipts: bool,
}

impl Default for PrivacyPreferences {
    fn default() -> Self {
        Self { show_online_status: false, allow_direct_messages: true, show_read_receipts: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_the_five_with_their_regions() {
        // R2, N27
        for (given, kept) in
            [("en", Some("en")), ("ES", Some("es")), ("es-mx", Some("es-MX")), ("de-LATN-at", Some("de-Latn-AT"))]
        {
            assert_eq!(language(given).as_deref(), kept);
        }
        for bad in ["pt", "", "e", "english", "en_US", "en-", "en-x y"] {
            assert_eq!(language(bad), None, "{bad}");
        }
    }
}
