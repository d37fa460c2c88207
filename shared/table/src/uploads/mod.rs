//! Uploads in the ledger table.

mod owned;

use aws_sdk_dynamodb::{
    Client,
    operation::{put_item::PutItemError, update_item::UpdateItemError},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use domain::{
    UploadId, UserId,
    upload::{GAVE_UP, State, Upload},
};
use runtime::{Aws, ConfigError};

use crate::{
    TableError,
    items::{Row, corrupt, to_row, upload::UploadItem},
};

/// The uploads' rows in the ledger, `DYNAMODB_TABLE_LEDGER`.
#[derive(Clone, Debug)]
pub struct Uploads {
    client: Client,
    table: String,
}

/// What beginning to process an upload found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It is to be processed; this attempt is counted already.
    Process(Upload),
    /// It was processed before, with this end.
    Done(Upload),
    /// Nobody was given a ticket for it.
    Unknown,
}

impl Uploads {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&aws.sdk), table: aws.env.required("DYNAMODB_TABLE_LEDGER")? })
    }

    /// Notes that a ticket for `upload` is given out.
    pub async fn issue(&self, upload: &Upload) -> Result<(), TableError> {
        let row = to_row(&UploadItem::from(upload))?;
        self.client.put_item().table_name(&self.table).set_item(Some(row)).send().await?;
        Ok(())
    }

    /// The upload called `id`, if it is one of `user`.
    pub async fn get(&self, user: &UserId, id: &UploadId) -> Result<Option<Upload>, TableError> {
        let output = self
            .client
            .get_item()
            .table_name(&self.table)
            .key("key", AttributeValue::S(UploadItem::key(id)))
            .consistent_read(true)
            .send()
            .await?;
        let upload = output.item.map(|row| read(id, row)).transpose()?;
        Ok(upload.filter(|upload| upload.user_id == *user))
    }

    /// Counts an attempt to process the upload called `id` of `user`, before anything is done that could end it.
    pub async fn begin(&self, user: &UserId, id: &UploadId) -> Result<Begun, TableError> {
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key", AttributeValue::S(UploadItem::key(id)))
            .update_expression("SET #state = :processing ADD attempts :one")
            .condition_expression("user_id = :user AND #state IN (:pending, :processing)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":user", AttributeValue::S(user.to_string()))
            .expression_attribute_values(":pending", AttributeValue::S(State::Pending.name().to_owned()))
            .expression_attribute_values(":processing", AttributeValue::S(State::Processing.name().to_owned()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match updated {
            Ok(output) => Ok(Begun::Process(read(id, output.attributes.unwrap_or_default())?)),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    let upload = failed.item().filter(|row| !row.is_empty()).map(|row| read(id, row.clone()));
                    let upload = upload.transpose()?.filter(|upload| upload.user_id == *user);
                    Ok(upload.map_or(Begun::Unknown, Begun::Done))
                }
                _ => Err(error.into()),
            },
        }
    }

    /// Takes the attempt back that [`Uploads::begin`] counted, because it ended by a fault that was not the picture's.
    pub async fn take_back(&self, upload: &Upload) -> Result<(), TableError> {
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("key", AttributeValue::S(UploadItem::key(&upload.id)))
            .update_expression("ADD attempts :less")
            .condition_expression("attempts > :none")
            .expression_attribute_values(":less", AttributeValue::N("-1".to_owned()))
            .expression_attribute_values(":none", AttributeValue::N("0".to_owned()))
            .send()
            .await;
        match updated {
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            updated => updated.map(|_| ()).map_err(TableError::from),
        }
    }

    /// Notes how `upload` ended. An end that was noted before stays, unless it was that all attempts were given up: one
    /// of them may have been under way.
    pub async fn finish(&self, upload: &Upload) -> Result<(), TableError> {
        let written = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(to_row(&UploadItem::from(upload))?))
            .condition_expression("#state IN (:pending, :processing) OR failure.code = :gave_up")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":pending", AttributeValue::S(State::Pending.name().to_owned()))
            .expression_attribute_values(":processing", AttributeValue::S(State::Processing.name().to_owned()))
            .expression_attribute_values(":gave_up", AttributeValue::S(GAVE_UP.to_owned()))
            .send()
            .await;
        match written {
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(())
            }
            written => written.map(|_| ()).map_err(TableError::from),
        }
    }
}

fn read(id: &UploadId, row: Row) -> Result<Upload, TableError> {
    read_row(UploadItem::key(id), row)
}

fn read_row(key: String, row: Row) -> Result<Upload, TableError> {
    let item: UploadItem = serde_dynamo::from_item(row).map_err(|error| corrupt(key, error))?;
    item.into_upload()
}
