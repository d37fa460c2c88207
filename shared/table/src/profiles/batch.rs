//! Reading many profiles in one round.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use domain::{Profile, UserId};

use super::Profiles;
use crate::{TableError, items::Row, profile_from_item, retry::backoff};

/// DynamoDB takes no more keys in one call.
pub const MAX_BATCH: usize = 100;
/// How often keys that DynamoDB left unread are asked for again.
const TRIES: u32 = 8;

impl Profiles {
    /// The profiles of `users` that there are; at most [`MAX_BATCH`] users, each as the last write left it.
    pub async fn batch_get(&self, users: &[UserId]) -> Result<HashMap<UserId, Profile>, TableError> {
        let mut keys: Vec<Row> = Vec::new();
        for user in users {
            let key = Row::from([("user_id".to_owned(), AttributeValue::S(user.to_string()))]);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let mut profiles = HashMap::new();
        for attempt in 0..TRIES {
            if keys.is_empty() {
                return Ok(profiles);
            }
            let request = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
            let request = request.map_err(|error| TableError::Refused(error.into()))?;
            let output = self.client.batch_get_item().request_items(&self.table, request).send().await?;
            for row in output.responses.unwrap_or_default().into_values().flatten() {
                let profile = profile_from_item(row)?;
                profiles.insert(profile.user_id.clone(), profile);
            }
            keys = output.unprocessed_keys.unwrap_or_default().into_values().flat_map(|left| left.keys).collect();
            if !keys.is_empty() {
                tokio::time::sleep(backoff(attempt)).await;
            }
        }
        Err(TableError::Busy("keys stayed unread".into()))
    }
}
