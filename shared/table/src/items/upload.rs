//! An upload's row in the ledger.

use domain::{
    Time,
    upload::{Failure, State, Upload},
};
use serde::{Deserialize, Serialize};

use super::{avatar::AvatarItem, corrupt};
use crate::TableError;

#[derive(Serialize, Deserialize)]
pub(crate) struct UploadItem {
    pub(crate) key: String,
    upload_id: String,
    pub(crate) user_id: String,
    pub(crate) state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    avatar_record: Option<AvatarItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
    attempts: u32,
    created_at: Time,
    /// Seconds since the Unix epoch, as DynamoDB's time to live needs it.
    expires_at: i64,
}

impl UploadItem {
    /// The key of the upload called `id`.
    pub(crate) fn key(id: &domain::UploadId) -> String {
        format!("upload#{id}")
    }

    pub(crate) fn into_upload(self) -> Result<Upload, TableError> {
        let key = self.key;
        let state = match (self.state.as_str(), self.avatar_record, self.failure) {
            ("pending", _, _) => State::Pending,
            ("processing", _, _) => State::Processing,
            ("ready", Some(avatar), _) => State::Ready(Box::new(avatar.into())),
            ("superseded", _, _) => State::Superseded,
            ("failed", _, Some(failure)) => State::Failed(failure),
            (other, _, _) => return Err(corrupt(key, format!("state {other} lacks its facts"))),
        };
        Ok(Upload {
            id: self.upload_id.parse().map_err(|error: domain::id::InvalidUploadId| corrupt(&key, error))?,
            user_id: self.user_id.parse().map_err(|error: domain::id::InvalidUserId| corrupt(&key, error))?,
            state,
            attempts: self.attempts,
            created_at: self.created_at,
            expires_at: Time::from_seconds(self.expires_at),
        })
    }
}

impl From<&Upload> for UploadItem {
    fn from(upload: &Upload) -> Self {
        let (avatar_record, failure) = match &upload.state {
            State::Ready(avatar) => (Some(AvatarItem::from(avatar.as_ref())), None),
            State::Failed(failure) => (None, Some(failure.clone())),
            State::Pending | State::Processing | State::Superseded => (None, None),
        };
        Self {
            key: Self::key(&upload.id),
            upload_id: upload.id.to_string(),
            user_id: upload.user_id.to_string(),
            state: upload.state.name().to_owned(),
            avatar_record,
            failure,
            attempts: upload.attempts,
            created_at: upload.created_at,
            expires_at: upload.expires_at.seconds(),
        }
    }
}
