//! What can happen in other services that is of interest here.

use std::fmt;

/// What happened. The name is EventBridge's `detail-type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody has an account now.
    UserRegistered,
    /// Somebody has no account any more.
    UserDeleted,
    /// Somebody was there.
    UserActive,
    /// Somebody follows somebody.
    UserFollowed,
    /// Somebody follows somebody no more.
    UserUnfollowed,
    /// A post was published.
    PostCreated,
    /// A post was taken away.
    PostDeleted,
    /// A post was liked.
    PostLiked,
    /// A post is liked no more.
    PostUnliked,
    /// A comment was published.
    CommentCreated,
    /// A comment was taken away.
    CommentDeleted,
}

/// What post-svc calls a comment's publication on the platform's own bus.
const PLATFORM_COMMENT: &str = "post.comment_created";

/// Who alone may say that an account was made or deleted.
const AUTH: &str = "auth-svc";

impl Kind {
    const ALL: [Self; 11] = [
        Self::UserRegistered,
        Self::UserDeleted,
        Self::UserActive,
        Self::UserFollowed,
        Self::UserUnfollowed,
        Self::PostCreated,
        Self::PostDeleted,
        Self::PostLiked,
        Self::PostUnliked,
        Self::CommentCreated,
        Self::CommentDeleted,
    ];

    /// The kind of an event called `name` of the service `source`, if it is one of interest.
    #[must_use]
    pub fn of(source: &str, name: &str) -> Option<Self> {
        let name = if name == PLATFORM_COMMENT { Self::CommentCreated.name() } else { name };
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name)?;
        (source == AUTH || !matches!(kind, Self::UserRegistered | Self::UserDeleted)).then_some(kind)
    }

    /// The kind's name on the bus.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UserRegistered => "user.registered",
            Self::UserDeleted => "user.deleted",
            Self::UserActive => "user.active",
            Self::UserFollowed => "user.followed",
            Self::UserUnfollowed => "user.unfollowed",
            Self::PostCreated => "post.created",
            Self::PostDeleted => "post.deleted",
            Self::PostLiked => "post.liked",
            Self::PostUnliked => "post.unliked",
            Self::CommentCreated => "comment.created",
            Self::CommentDeleted => "comment.deleted",
        }
    }

    /// Whether two people take part, so that the event has to say who did it to whom.
    pub(super) fn has_two_sides(self) -> bool {
        matches!(self, Self::UserFollowed | Self::UserUnfollowed | Self::PostLiked | Self::PostUnliked)
    }

    /// Whether it may be done under an alias, so that the event has to say whether it was.
    pub(super) fn may_be_anonymous(self) -> bool {
        self.name().starts_with("post.") || self.name().starts_with("comment.")
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_auth_service_makes_and_deletes_accounts() {
        assert_eq!(Kind::of("auth-svc", "user.deleted"), Some(Kind::UserDeleted));
        assert_eq!(Kind::of("post-svc", "user.deleted"), None);
        assert_eq!(Kind::of("post-svc", "user.registered"), None);
        assert_eq!(Kind::of("post-svc", "user.active"), Some(Kind::UserActive));
        assert_eq!(Kind::of("post-svc", "post.shared"), None);
        // X10
        assert_eq!(Kind::of("post-svc", "post.comment_created"), Some(Kind::CommentCreated));
        assert!(Kind::ALL.iter().all(|kind| Kind::of("auth-svc", kind.name()) == Some(*kind)));
    }
}
