//! The exported document.

use bucket::Listed;
use domain::{
    OwnerView, Time, UploadId,
    alias::OwnAlias,
    upload::{Failure, State, Upload},
};
use serde::Serialize;

/// Everything that is held on somebody.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Export {
    /// When it was put together.
    pub(crate) exported_at: Time,
    /// The profile with privacy, preferences, stats and badges; `null` when there is none.
    pub(crate) profile: Option<OwnerView>,
    /// Every alias, in use and replaced, that has not expired; up to ten thousand and a page.
    pub(crate) aliases: Vec<OwnAlias>,
    /// Where `GET /v1/profile/aliases` goes on, if there are more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub(crate) next_cursor: Option<String>,
    /// Every upload of the last day, and what became of it.
    pub(crate) uploads: Vec<ExportedUpload>,
    /// Every object in the bucket.
    pub(crate) objects: Vec<ExportedObject>,
}

/// An upload and what became of it.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportedUpload {
    upload_id: UploadId,
    /// `pending`, `processing`, `ready`, `superseded` or `failed`.
    state: &'static str,
    /// How many times processing was begun.
    attempts: u32,
    created_at: Time,
    /// From when on nothing of it is kept.
    expires_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    error: Option<Failure>,
}

/// An object in the bucket.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportedObject {
    /// Its key.
    key: String,
    /// Its size in bytes.
    size: u64,
    /// When it was written.
    written_at: Time,
}

impl From<Upload> for ExportedUpload {
    fn from(upload: Upload) -> Self {
        let state = upload.state.name();
        let error = if let State::Failed(failure) = upload.state { Some(failure) } else { None };
        Self {
            upload_id: upload.id,
            state,
            attempts: upload.attempts,
            created_at: upload.created_at,
            expires_at: upload.expires_at,
            error,
        }
    }
}

impl From<Listed> for ExportedObject {
    fn from(object: Listed) -> Self {
        Self { key: object.key, size: object.size, written_at: object.modified }
    }
}
