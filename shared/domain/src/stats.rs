//! What people did, in numbers.

use crate::Time;

/// Counters as they are stored: a decrement that overtakes its increment makes one negative for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Posts written under the own name.
    pub posts_count: i64,
    /// Likes received on them.
    pub likes_received: i64,
    /// Comments written under the own name.
    pub comments_count: i64,
    /// People who follow this one.
    pub followers_count: i64,
    /// People whom this one follows.
    pub following_count: i64,
    /// When the profile was made.
    pub joined_at: Time,
    /// When the person last did something under the own name.
    pub last_active_at: Option<Time>,
}

impl Stats {
    /// The stats of somebody who joined at `now`.
    #[must_use]
    pub fn new(now: Time) -> Self {
        Self {
            posts_count: 0,
            likes_received: 0,
            comments_count: 0,
            followers_count: 0,
            following_count: 0,
            joined_at: now,
            last_active_at: None,
        }
    }
}
