//! Erasing a person: joins tables and bucket, as no function may depend on another and two erase.

mod error;
mod receipt;

use bucket::Bucket;
use domain::{Time, UserId};
use runtime::{Aws, ConfigError, Fault, chain};
use table::{Aliases, Members, Rates, Tombstones, Uploads};

pub use error::ErasureError;
pub use receipt::{Failed, Receipt, Remains, Removed};

/// Everywhere that something of a person is.
#[derive(Clone, Debug)]
pub struct Erasure {
    tombstones: Tombstones,
    members: Members,
    aliases: Aliases,
    rates: Rates,
    uploads: Uploads,
    bucket: Bucket,
}

/// The indexes by person lag behind their tables by moments, so they are asked twice.
const LOOKS: usize = 2;

impl Erasure {
    /// The tables and the bucket that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            tombstones: Tombstones::from_env(aws)?,
            members: Members::from_env(aws)?,
            aliases: Aliases::from_env(aws)?,
            rates: Rates::from_env(aws)?,
            uploads: Uploads::from_env(aws)?,
            bucket: Bucket::from_env(aws)?,
        })
    }

    /// Erases `user`, for somebody who knows of them since `known_since`, which is when a token was issued.
    ///
    /// Where they were erased after that, it is done already, and whoever began anew since is left alone.
    pub async fn erase_known(
        &self,
        user: &UserId,
        known_since: Option<Time>,
        now: Time,
    ) -> Result<Receipt, ErasureError> {
        match self.tombstones.get(user).await? {
            Some(tombstone) if tombstone.done && tombstone.covers(known_since) => Ok(Receipt::new(tombstone.erased_at)),
            _ => self.erase(user, now).await,
        }
    }

    /// Erases `user` as of `now`: the time of the request, or of the event that asks for it.
    ///
    /// The tombstone comes first and the profile goes last, in one transaction with the note that it is gone. So it can
    /// stop anywhere and be done again to the same end; [`Receipt::complete`] says whether that is needed. What has been
    /// erased as of a later time is left alone.
    pub async fn erase(&self, user: &UserId, now: Time) -> Result<Receipt, ErasureError> {
        let tombstone = self.tombstones.begin(user, now).await?;
        let mut receipt = Receipt::new(tombstone.erased_at);
        if tombstone.done {
            return Ok(receipt);
        }
        let existed = self.members.close(user).await?;
        for _ in 0..LOOKS {
            self.sweep(user, &mut receipt).await;
        }
        receipt.complete = receipt.failed.is_empty();
        if receipt.complete {
            self.members.remove(user).await?;
            receipt.removed.profiles = usize::from(existed);
        } else if existed {
            receipt.failed.push(Failed { what: "profile", reason: "goes when everything else is gone" });
        }
        let Removed { profiles, aliases, objects, uploads } = receipt.removed;
        tracing::info!(complete = receipt.complete, profiles, aliases, objects, uploads, "somebody was erased");
        Ok(receipt)
    }

    /// Removes all but the profile, as far as it can be removed now.
    async fn sweep(&self, user: &UserId, receipt: &mut Receipt) {
        receipt.failed.clear();
        let aliases = self.aliases.erase(user, &self.rates).await;
        receipt.removed.aliases += receipt.take("aliases", aliases);
        let objects = self.bucket.delete_all(user).await;
        receipt.removed.objects += receipt.take("objects", objects);
        let uploads = self.uploads.erase(user).await;
        receipt.removed.uploads += receipt.take("uploads", uploads);
    }
}

impl Receipt {
    /// How many of `what` were removed; a failure is noted.
    fn take<E: Fault + 'static>(&mut self, what: &'static str, removed: Result<usize, E>) -> usize {
        removed.unwrap_or_else(|error| {
            tracing::error!(what, cause = chain(&error), "not everything could be erased");
            self.failed.push(Failed { what, reason: "the store is busy; ask again" });
            0
        })
    }
}
