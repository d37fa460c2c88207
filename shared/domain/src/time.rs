//! Points in time, in UTC, to the millisecond.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time to the millisecond; text form is RFC 3339 in UTC (`2025-09-29T10:30:00.000Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(Timestamp);

impl Time {
    /// From whole seconds since the Unix epoch; out of range is the epoch.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self(Timestamp::from_second(seconds).unwrap_or_default())
    }

    /// From whole milliseconds since the Unix epoch; out of range is the epoch.
    #[must_use]
    pub fn from_milliseconds(milliseconds: i64) -> Self {
        Self(Timestamp::from_millisecond(milliseconds).unwrap_or_default())
    }

    /// Whole seconds since the Unix epoch.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.as_second()
    }

    /// How many seconds this time is after `earlier`.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> f64 {
        self.0.duration_since(earlier.0).as_secs_f64()
    }

    /// This time and `seconds` more; the latest time there is when that is out of range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX))
    }

    /// The later of this time and one millisecond after `other`, so that a clock that stands still still moves on.
    #[must_use]
    pub fn after(self, other: Self) -> Self {
        let next = other.0.checked_add(SignedDuration::from_millis(1)).unwrap_or(Timestamp::MAX);
        Self(self.0.max(next))
    }

    /// The beginning of this time's day in UTC.
    #[must_use]
    pub fn day(self) -> Self {
        self.floor(86_400)
    }

    /// The last time not after this one that is a multiple of `seconds` since the Unix epoch.
    #[must_use]
    pub fn floor(self, seconds: i64) -> Self {
        Self::from_seconds(self.seconds() - self.seconds().rem_euclid(seconds))
    }
}

impl From<Timestamp> for Time {
    fn from(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_millisecond(timestamp.as_millisecond()).unwrap_or_default())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl FromStr for Time {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>().map(Self::from)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_rfc_3339_utc_to_the_millisecond() {
        // P17
        let time: Time = "2025-09-29T12:30:00.1239+02:00".parse().unwrap();
        assert_eq!(time.to_string(), "2025-09-29T10:30:00.123Z");
        assert_eq!(time.day().to_string(), "2025-09-29T00:00:00.000Z");
        assert_eq!(Time::from_seconds(899).floor(300), Time::from_seconds(600));
    }

    #[test]
    fn a_later_edit_is_always_later() {
        let time = Time::from_seconds(10);
        assert!(time.after(time) > time);
        assert_eq!(Time::from_seconds(20).after(time), Time::from_seconds(20));
    }
}
