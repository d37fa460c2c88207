//! What an erasure tells whoever asked for it.

use domain::Time;
use serde::Serialize;
use table::TOMBSTONE_SECONDS;

/// What was removed, what remains and until when, and what could not be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ErasureReceipt))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Whether everything is removed that can be. If not, ask again: it goes on where it stopped.
    pub complete: bool,
    /// When the erasure was asked for. Tokens that were issued before it bring nothing back.
    pub erased_at: Time,
    /// What this call removed; an erasure that was complete before removes nothing more.
    pub removed: Removed,
    /// What is left of the person somewhere, and when it is gone by itself.
    pub remains: Vec<Remains>,
    /// What could not be removed now.
    pub failed: Vec<Failed>,
}

/// How many of each kind were removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ErasureRemoved))]
#[serde(rename_all = "camelCase")]
pub struct Removed {
    /// Profiles: 1 or none.
    pub profiles: usize,
    /// Aliases, in use and replaced, each with the rows that help it.
    pub aliases: usize,
    /// Objects in the bucket: pictures, and uploads that were not processed.
    pub objects: usize,
    /// Rows of uploads.
    pub uploads: usize,
}

/// Something that stays until it expires by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ErasureRemains))]
#[serde(rename_all = "camelCase")]
pub struct Remains {
    /// What it is, for programs.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub what: &'static str,
    /// What it holds, for people.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub why: &'static str,
    /// When it is gone at the latest.
    pub until: Time,
}

/// Something that could not be removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ErasureFailed))]
#[serde(rename_all = "camelCase")]
pub struct Failed {
    /// What it is: `aliases`, `objects` or `uploads`; and then also `profile`, which goes last.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub what: &'static str,
    /// The reason in words.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub reason: &'static str,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What an erasure leaves, why, and for how many seconds.
const REMAINS: [(&str, &str, i64); 7] = [
    ("tombstone", "a keyed hash of the id, so that older tokens and messages bring nothing back", TOMBSTONE_SECONDS),
    ("counters", "keyed hashes of id and place, which count requests", HOUR),
    ("requests", "hashes of id and key, by which requests that are sent again are known", DAY),
    ("uploads", "what is put with a ticket from before; nobody processes or shows it", 2 * DAY),
    ("messages", "changes and events under way or in queues of what could not be delivered", 14 * DAY),
    ("logs", "the id in lines about failures", 30 * DAY),
    ("backups", "the tables as they were, for restoring them", 35 * DAY),
];

impl Receipt {
    /// The receipt of an erasure that was asked for at `erased_at` and has removed nothing yet.
    #[must_use]
    pub fn new(erased_at: Time) -> Self {
        let remains =
            REMAINS.iter().map(|(what, why, seconds)| Remains { what, why, until: erased_at.plus_seconds(*seconds) });
        Self { complete: true, erased_at, removed: Removed::default(), remains: remains.collect(), failed: Vec::new() }
    }
}
