//! What stands in the tables and the bucket, behind everybody's back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::harness::Service;

const BUCKET: &str = "multitask-avatars-dev";

impl Service {
    /// The row of `user` in the profiles table.
    pub(crate) async fn row(&self, user: &str) -> HashMap<String, AttributeValue> {
        let key = AttributeValue::S(user.to_owned());
        let got = self.tables().get_item().table_name("profile-profiles-dev").key("user_id", key).send().await.unwrap();
        got.item.unwrap()
    }

    /// Sets when `user` was last active, which no route does.
    pub(crate) async fn set_last_active(&self, user: &str, time: &str) {
        let update = self.tables().update_item().table_name("profile-profiles-dev");
        let update = update.key("user_id", AttributeValue::S(user.to_owned()));
        let update = update.update_expression("SET stats.last_active_at = :time ADD rev :one");
        let update = update.expression_attribute_values(":time", AttributeValue::S(time.to_owned()));
        update.expression_attribute_values(":one", AttributeValue::N("1".to_owned())).send().await.unwrap();
    }

    /// The bucket's objects whose keys begin with `prefix`.
    pub(crate) async fn objects(&self, prefix: &str) -> Vec<String> {
        let listed = self.bucket().list_objects_v2().bucket(BUCKET).prefix(prefix).send().await.unwrap();
        listed.contents().iter().filter_map(|object| object.key().map(str::to_owned)).collect()
    }

    /// Every item of every table and every object that holds `text`, in its key, its value or its metadata.
    pub(crate) async fn traces(&self, text: &str) -> Vec<String> {
        let client = self.tables();
        let mut found = Vec::new();
        for table in ["profile-profiles-dev", "profile-aliases-dev", "profile-ledger-dev"] {
            let mut items = client.scan().table_name(table).into_paginator().items().send();
            while let Some(item) = items.next().await {
                found.extend(Some(format!("{table} {:?}", item.unwrap())).filter(|item| item.contains(text)));
            }
        }
        let client = self.bucket();
        let mut pages = client.list_objects_v2().bucket(BUCKET).into_paginator().send();
        while let Some(page) = pages.next().await {
            for key in page.unwrap().contents().iter().filter_map(|object| object.key()) {
                // another test's object may be gone by now
                let head = client.head_object().bucket(BUCKET).key(key).send().await.ok();
                let object = format!("{key} {:?}", head.map(|head| head.metadata));
                found.extend(Some(object).filter(|object| object.contains(text)));
            }
        }
        found
    }

    fn tables(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.aws().sdk)
    }

    fn bucket(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.aws().sdk).force_path_style(true).build();
        aws_sdk_s3::Client::from_conf(config)
    }
}
