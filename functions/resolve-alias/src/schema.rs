//! What docs/openapi.yml says of the answer, which is two in one.
#![expect(dead_code, reason = "stands for the answer in the document")]

use domain::{
    Time,
    alias::{AliasId, AliasName, openapi::AliasPictureUrl},
};
use utoipa::ToSchema;

/// An alias as everybody sees it, without an owner in it.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
pub(crate) struct Face {
    /// Which alias it is.
    alias_id: AliasId,
    /// What the person is called.
    display_name: AliasName,
    /// URL of the picture.
    avatar: AliasPictureUrl,
    /// Whether it is the one in use.
    is_active: bool,
    /// The day on which it was made, in UTC.
    created_at: Time,
    /// The same for every alias of one person in one place; for tokens with the scope `aliases:moderate` only.
    #[schema(nullable = false, pattern = "^mod_[0-9a-f]{32}$")]
    moderation_handle: Option<String>,
}
