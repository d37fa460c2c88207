//! Sets that are there already: taking one away, and moving one when fewer people may see it.

use bucket::{Bucket, ObjectKey};
use domain::{
    Profile, Time, UploadId, UserId,
    avatar::{Avatar, Variant},
    edit::ProfileEdit,
};
use futures::future::try_join_all;
use runtime::{Aws, ConfigError};
use table::{EditError, Profiles};

use crate::{AvatarError, metadata};

/// The profiles' pictures as they stand in table and bucket.
#[derive(Clone, Debug)]
pub struct Sets {
    profiles: Profiles,
    bucket: Bucket,
}

impl Sets {
    /// The table and bucket that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { profiles: Profiles::from_env(aws)?, bucket: Bucket::from_env(aws)? })
    }

    /// Carries `edit` out on the profile of `user` as [`Profiles::edit`] does, and moves the picture if fewer people may
    /// see it than before; `random` makes the edit's id and the picture's new URLs. The profile as it is then.
    pub async fn edit(
        &self,
        user: &UserId,
        edit: &ProfileEdit,
        expected: Option<&[u64]>,
        random: [u8; 16],
        now: Time,
    ) -> Result<Profile, AvatarError> {
        let edited = self.profiles.edit(user, edit, expected, &hex::encode(random), now).await;
        if let Err(EditError::Conflict(current)) = &edited {
            // an earlier try may have tightened the setting and not come to the move
            self.move_exposed((**current).clone(), random, now).await?;
        }
        self.move_exposed(edited?, random, now).await
    }

    /// Takes the picture of `user` away, objects and all; the profile as it is then.
    ///
    /// It is a decision with a number, so an upload that was asked for before cannot bring a picture back.
    pub async fn remove(&self, user: &UserId, now: Time) -> Result<Profile, AvatarError> {
        let seq = self.profiles.next_avatar_seq(user).await?.ok_or(EditError::Missing)?;
        let profile = self.profiles.remove_avatar(user, seq, now).await?;
        self.bucket.delete_before(user, seq).await?;
        Ok(profile)
    }

    /// Moves the picture of `profile` to URLs that nobody has seen, if its old ones were seen by more people than may
    /// see it now; `random` makes the new ones unguessable. The profile as it is then.
    ///
    /// A move is no decision on the picture: it has the number of the one that it moves, and a decision that comes
    /// meanwhile makes it void.
    pub async fn move_exposed(
        &self,
        mut profile: Profile,
        random: [u8; 16],
        now: Time,
    ) -> Result<Profile, AvatarError> {
        while let Some(avatar) = profile.avatar.as_ref().filter(|_| profile.avatar_exposed) {
            let user = &profile.user_id;
            let place = UploadId::new(profile.avatar_applied, random);
            let moved = match self.copy(user, avatar, &place).await {
                Ok(picture) => self.profiles.move_avatar(user, &avatar.record.s3_key, &picture, now).await?,
                // deleted or replaced meanwhile
                Err(AvatarError::Gone) => false,
                Err(error) => return Err(error),
            };
            let stale = if moved { source(avatar)?.upload } else { place };
            self.bucket.delete_set(user, &stale).await?;
            let current = self.profiles.get(user).await?.ok_or(EditError::Missing)?;
            if current.rev == profile.rev {
                return Err(AvatarError::Render(format!("the objects of {} are not there", avatar.record.s3_key)));
            }
            profile = current;
        }
        Ok(profile)
    }

    /// Copies every object of `avatar` to the place of `upload`; the picture as it is there.
    async fn copy(&self, user: &UserId, avatar: &Avatar, upload: &UploadId) -> Result<Avatar, AvatarError> {
        let from = source(avatar)?;
        let mut copies = Vec::new();
        let mut variants = Vec::new();
        let mut original = None;
        for variant in &avatar.variants {
            let file = variant.url.rsplit('/').next().unwrap_or_default().to_owned();
            let old = ObjectKey { file: file.clone(), ..from.clone() };
            let new = ObjectKey { user: user.clone(), upload: upload.clone(), file };
            if old == from {
                original = Some(new.to_string());
            }
            variants.push(Variant { url: self.profiles.cdn().url(&new.to_string()), ..variant.clone() });
            copies.push((old, new));
        }
        let picture = original.and_then(|key| Avatar::new(user, variants, key, avatar.record.uploaded_at));
        let picture = picture.ok_or_else(|| unreadable(avatar))?;
        let all_there = try_join_all(copies.iter().zip(&picture.variants).map(|((old, new), variant)| {
            self.bucket.copy(old, new, &variant.content_type, metadata::of(&picture, variant, new))
        }))
        .await?;
        if all_there.iter().all(|there| *there) { Ok(picture) } else { Err(AvatarError::Gone) }
    }
}

/// Where the original of `avatar` stands.
pub(crate) fn source(avatar: &Avatar) -> Result<ObjectKey, AvatarError> {
    avatar.record.s3_key.parse().map_err(|_| unreadable(avatar))
}

fn unreadable(avatar: &Avatar) -> AvatarError {
    AvatarError::Render(format!("{} is no picture's key", avatar.record.s3_key))
}
