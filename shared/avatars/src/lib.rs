//! From the bytes of an uploaded picture to the picture of a profile, whichever way the bytes came.

mod error;
mod metadata;
mod receive;
mod sets;
mod settings;

use std::sync::Arc;

use bucket::{Bucket, ObjectKey};
use domain::{
    Time,
    avatar::{Avatar, Variant},
    upload::{Failure, GAVE_UP, MAX_ATTEMPTS, State, Upload},
};
use futures::future::try_join_all;
use imaging::{ImageError, Rendered, Settings};
use runtime::{Aws, ConfigError, Measure, Metrics, Unit};
use table::{Applied, Profiles, Uploads};

pub use error::AvatarError;
pub use sets::Sets;

/// The pipeline and what it works with.
#[derive(Clone, Debug)]
pub struct Avatars {
    profiles: Profiles,
    uploads: Uploads,
    bucket: Bucket,
    settings: Arc<Settings>,
    metrics: Metrics,
}

impl Avatars {
    /// The pipeline that the environment describes; see the README's table for `IMAGE_*` and the sizes.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self {
            profiles: Profiles::from_env(aws)?,
            uploads: Uploads::from_env(aws)?,
            bucket: Bucket::from_env(aws)?,
            settings: Arc::new(settings::from_env(&aws.env)?),
            metrics: aws.metrics.clone(),
        })
    }

    /// How many bytes a picture may have.
    #[must_use]
    pub fn max_bytes(&self) -> u64 {
        self.settings.max_bytes
    }

    /// Makes the picture in `bytes` the profile's, or finds why it cannot be, and notes the end of `upload`.
    ///
    /// Doing it again, or beside itself, or after a later upload, ends the same: the newest upload's picture is shown and
    /// no object of an older one stays.
    pub async fn process(&self, upload: Upload, bytes: Vec<u8>, uploaded_at: Time) -> Result<Upload, AvatarError> {
        if upload.attempts > MAX_ATTEMPTS {
            return self.give_up(upload).await;
        }
        #[expect(clippy::cast_precision_loss, reason = "a size in bytes is exact in f64")]
        self.metrics.take(&Measure::new("AvatarUploadBytes", Unit::Bytes, bytes.len() as f64));
        let settings = Arc::clone(&self.settings);
        match tokio::task::spawn_blocking(move || imaging::render_apart(&bytes, &settings)).await {
            Ok(Ok(rendered)) => self.publish(upload, rendered, uploaded_at).await,
            Ok(Err(ImageError::Internal(why))) => Err(AvatarError::Render(why)),
            Ok(Err(error)) => self.fail(upload, error.code(), &error.to_string()).await,
            Err(error) => Err(AvatarError::Render(error.to_string())),
        }
    }

    /// Notes that `upload` failed, with a stable code and the reason in words.
    pub async fn fail(&self, upload: Upload, code: &str, message: &str) -> Result<Upload, AvatarError> {
        tracing::info!(upload_id = %upload.id, code, "upload refused");
        let failure = Failure { code: code.to_owned(), message: message.to_owned() };
        self.finish(upload, State::Failed(failure)).await
    }

    /// Ends an upload whose attempts all ended unseen. If one of them came as far as the profile, it succeeded.
    async fn give_up(&self, upload: Upload) -> Result<Upload, AvatarError> {
        let shown = self.profiles.get(&upload.user_id).await?.and_then(|profile| profile.avatar);
        let is_of_it = |avatar: &Avatar| sets::source(avatar).is_ok_and(|key| key.upload == upload.id);
        match shown.filter(is_of_it) {
            Some(avatar) => self.finish(upload, State::Ready(Box::new(avatar))).await,
            None => self.fail(upload, GAVE_UP, "The picture could not be processed.").await,
        }
    }

    async fn publish(&self, upload: Upload, rendered: Rendered, uploaded_at: Time) -> Result<Upload, AvatarError> {
        let avatar = self.describe(&upload, &rendered, uploaded_at)?;
        try_join_all(rendered.variants.into_iter().zip(&avatar.variants).map(|(image, variant)| {
            let key = object_key(&upload, &image);
            let metadata = metadata::of(&avatar, variant, &key);
            async move { self.bucket.put(&key, image.encoding.mime(), metadata, image.bytes).await }
        }))
        .await?;
        let seq = upload.id.seq();
        let applied = self.profiles.apply_avatar(&upload.user_id, seq, &avatar, runtime::now().into()).await?;
        let (state, keep_from) = match applied {
            Applied::Won => (State::Ready(Box::new(avatar)), seq),
            Applied::Lost { applied } => {
                self.bucket.delete_set(&upload.user_id, &upload.id).await?;
                (State::Superseded, applied.unwrap_or_default())
            }
        };
        self.bucket.delete_before(&upload.user_id, keep_from).await?;
        tracing::info!(upload_id = %upload.id, state = state.name(), "upload processed");
        self.finish(upload, state).await
    }

    async fn finish(&self, mut upload: Upload, state: State) -> Result<Upload, AvatarError> {
        upload.state = state;
        self.uploads.finish(&upload).await?;
        let outcome = match &upload.state {
            State::Failed(failure) => &failure.code,
            state => state.name(),
        };
        self.metrics.take(&Measure::one("AvatarUploads").by("Outcome", outcome));
        if matches!(upload.state, State::Ready(_)) {
            let seconds = Time::from(runtime::now()).seconds_since(upload.created_at);
            self.metrics.take(&Measure::new("AvatarReadyTime", Unit::Milliseconds, seconds * 1000.0));
        }
        Ok(upload)
    }

    fn describe(&self, upload: &Upload, rendered: &Rendered, uploaded_at: Time) -> Result<Avatar, AvatarError> {
        let mut original = None;
        let variants = rendered.variants.iter().map(|image| {
            let key = object_key(upload, image).to_string();
            let url = self.profiles.cdn().url(&key);
            if image.size == imaging::Size::Original && image.encoding == imaging::Encoding::Jpeg {
                original = Some(key);
            }
            Variant {
                size: image.size.name().to_owned(),
                content_type: image.encoding.mime().to_owned(),
                url,
                width: image.width,
                height: image.height,
                bytes: u64::try_from(image.bytes.len()).unwrap_or(u64::MAX),
            }
        });
        let variants = variants.collect();
        original
            .and_then(|key| Avatar::new(&upload.user_id, variants, key, uploaded_at))
            .ok_or_else(|| AvatarError::Render("no original in JPEG was made".to_owned()))
    }
}

fn object_key(upload: &Upload, image: &imaging::Variant) -> ObjectKey {
    ObjectKey {
        user: upload.user_id.clone(),
        upload: upload.id.clone(),
        file: format!("{}.{}", image.size.name(), image.encoding.extension()),
    }
}
