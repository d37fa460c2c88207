//! IANA time zones.

use std::fmt;
use std::str::FromStr;

/// An IANA time zone id in its canonical spelling, such as `America/New_York`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Timezone(String);

/// The text is no IANA time zone id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("is no IANA time zone; use one such as America/New_York, Europe/Berlin or UTC")]
pub struct UnknownTimezone;

impl Default for Timezone {
    fn default() -> Self {
        Self("UTC".to_owned())
    }
}

impl FromStr for Timezone {
    type Err = UnknownTimezone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let zone = jiff::tz::db().get(text).map_err(|_| UnknownTimezone)?;
        zone.iana_name().map(|name| Self(name.to_owned())).ok_or(UnknownTimezone)
    }
}

impl fmt::Display for Timezone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iana_ids_are_accepted_in_any_case_and_kept_canonical() {
        // P6
        for (given, kept) in
            [("America/Los_Angeles", "America/Los_Angeles"), ("america/new_york", "America/New_York"), ("UTC", "UTC")]
        {
            assert_eq!(given.parse::<Timezone>().unwrap().to_string(), kept);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["Foo/Bar", "", "Etc/Unknown", "../etc/passwd", "+02:00", "Mars/Olympus"] {
            assert_eq!(text.parse::<Timezone>(), Err(UnknownTimezone), "{text}");
        }
    }
}
