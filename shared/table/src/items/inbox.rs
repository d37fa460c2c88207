//! A row of the inbox: that an event was applied to somebody's profile.

use aws_lc_rs::digest;
use domain::{Time, UserId};
use serde::Serialize;

/// For how long it is remembered that an event was applied, in seconds: 60 days, twice as long as an event is accepted.
const REMEMBERED: i64 = 60 * 86_400;

#[derive(Serialize)]
pub(crate) struct InboxItem {
    key: String,
    expires_at: i64,
}

impl InboxItem {
    /// That `event` is applied at `now` to the profile of `user`, whom the row does not name.
    pub(crate) fn new(event: &str, user: &UserId, now: Time) -> Self {
        // ids of users hold no zero byte, so the last one parts the two
        let hash = digest::digest(&digest::SHA256, format!("{event}\0{user}").as_bytes());
        Self { key: format!("event#{}", hex::encode(hash)), expires_at: now.seconds() + REMEMBERED }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_of_one_event_for_one_person() {
        let key = |event, user: &str| InboxItem::new(event, &user.parse().unwrap(), Time::from_seconds(0)).key;
        let made = [key("post-svc/1", "usr_a"), key("post-svc/1", "usr_b"), key("auth-svc/1", "usr_a")];
        assert!(made[0] != made[1] && made[0] != made[2] && made[1] != made[2], "{made:?}");
        assert_eq!(made[0], key("post-svc/1", "usr_a"));
        assert!(made.iter().all(|key| key.starts_with("event#") && key.len() == 70), "{made:?}");
    }
}
