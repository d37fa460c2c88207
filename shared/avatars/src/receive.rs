//! From an object that a client put into the bucket to the end of its upload.

use bucket::{GetError, IncomingKey};
use domain::{Time, upload::Upload};
use runtime::{Fault as _, Meaning};
use table::Begun;

use crate::{AvatarError, Avatars};

impl Avatars {
    /// Processes the picture at `key`, which must have the entity tag `etag` if one is given and was put at `at`, or when
    /// the bucket says. The upload as it ended; `None` when there was nothing to do.
    ///
    /// An error is a fault of ours, and worth another try.
    pub async fn receive(
        &self,
        key: &IncomingKey,
        etag: Option<&str>,
        at: Option<Time>,
    ) -> Result<Option<Upload>, AvatarError> {
        let upload = match self.uploads.begin(&key.user, &key.upload).await? {
            Begun::Process(upload) => upload,
            Begun::Done(_) => return Ok(None),
            Begun::Unknown => {
                tracing::warn!(upload_id = %key.upload, "an object without a ticket");
                return Ok(None);
            }
        };
        let max_bytes = self.max_bytes();
        let ended = match self.bucket.incoming(key, etag, max_bytes).await {
            Ok(incoming) => {
                let processed = self.process(upload.clone(), incoming.bytes, at.unwrap_or(incoming.uploaded_at)).await;
                if processed.as_ref().is_err_and(|error| error.meaning() == Meaning::Passing) {
                    self.uploads.take_back(&upload).await?;
                }
                processed?
            }
            Err(GetError::TooLarge(size)) => {
                let message = format!("The file is {size} bytes; at most {max_bytes} bytes are accepted.");
                self.fail(upload, "too_large", &message).await?
            }
            Err(GetError::Missing) => {
                self.fail(upload, "missing", "The uploaded file was gone before it could be read.").await?
            }
            // which has an event of its own
            Err(GetError::Replaced) => return Ok(None),
            Err(GetError::Bucket(error)) => {
                self.uploads.take_back(&upload).await?;
                return Err(error.into());
            }
        };
        Ok(Some(ended))
    }
}
