//! Requests that are carried out once, however often they are sent: their keys in the ledger table.

use std::future::Future;

use aws_lc_rs::digest;
use aws_sdk_dynamodb::{
    Client,
    operation::{delete_item::DeleteItemError, put_item::PutItemError, update_item::UpdateItemError},
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use domain::{Time, UserId};
use runtime::{Aws, ConfigError, Fault, Meaning, chain};

use crate::{TableError, items::Row};

/// For how long a key is remembered, in seconds: a day.
const KEPT_SECONDS: i64 = 24 * 3600;
/// After so many seconds, whoever began with a key and did not end is gone; longer than a function behind the API may take.
const GONE_AFTER_SECONDS: i64 = 30;

/// The keys' rows in the ledger, `DYNAMODB_TABLE_LEDGER`.
#[derive(Clone, Debug)]
pub struct Once {
    client: Client,
    table: String,
}

/// A request that asks to be carried out once.
#[derive(Clone, Copy, Debug)]
pub struct OnceRequest<'a> {
    /// Who asks.
    pub user: &'a UserId,
    /// What is asked for: the operation's name.
    pub operation: &'a str,
    /// The key that the client made for it.
    pub key: &'a str,
    /// The request's body, in a form that is the same for equal bodies.
    pub body: &'a str,
}

/// What is known of a request.
enum Known {
    /// Nothing: it is to be carried out, and ended after that.
    New(Claim),
    /// It was carried out, with this outcome.
    Done(String),
}

/// The right to carry a request out.
struct Claim {
    row: String,
    id: String,
}

/// A request cannot be carried out now, or not at all.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// The same request is being carried out.
    #[error("the same request is being carried out")]
    UnderWay,
    /// The key was used for a request with another body.
    #[error("the key was used for another request")]
    AnotherRequest,
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Fault for OnceError {
    fn meaning(&self) -> Meaning {
        match self {
            Self::UnderWay => Meaning::UnderWay,
            Self::AnotherRequest => Meaning::AnotherRequest,
            Self::Table(error) => error.meaning(),
        }
    }
}

impl Once {
    /// The table that the environment names.
    pub fn from_env(aws: &Aws) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&aws.sdk), table: aws.env.required("DYNAMODB_TABLE_LEDGER")? })
    }

    /// Does `act`, unless it was done for `request` before: then `again` finds what came of it, by the few words that
    /// `outcome` made of that. Without a request it is always done.
    pub async fn run<T, E, F>(
        &self,
        request: Option<OnceRequest<'_>>,
        now: Time,
        act: impl Future<Output = Result<T, E>>,
        outcome: impl FnOnce(&T) -> String,
        again: impl FnOnce(String) -> F,
    ) -> Result<T, E>
    where
        E: From<OnceError>,
        F: Future<Output = Result<T, E>>,
    {
        let Some(request) = request else { return act.await };
        let claim = match self.begin(request, now).await? {
            Known::Done(outcome) => return again(outcome).await,
            Known::New(claim) => claim,
        };
        match act.await {
            Ok(done) => {
                self.keep(&claim, &outcome(&done)).await.map_err(OnceError::from)?;
                Ok(done)
            }
            Err(error) => {
                if let Err(stuck) = self.forget(&claim).await {
                    tracing::warn!(cause = chain(&stuck), "a key stays taken until its claim is old");
                }
                Err(error)
            }
        }
    }

    /// Asks for the right to carry `request` out; nobody else gets it until it is ended, or whoever has it is gone.
    async fn begin(&self, request: OnceRequest<'_>, now: Time) -> Result<Known, OnceError> {
        let OnceRequest { user, operation, key, body } = request;
        let claim = Claim {
            // a hash, so that nothing of a person stays in the ledger when the person is erased
            row: format!("once#{}", hash(&format!("{user}\0{operation}\0{key}"))),
            id: uuid::Uuid::new_v4().to_string(),
        };
        let (text, number) =
            (|text: &str| AttributeValue::S(text.to_owned()), |n: i64| AttributeValue::N(n.to_string()));
        let body = hash(body);
        let row = Row::from([
            ("key".to_owned(), text(&claim.row)),
            ("claim".to_owned(), text(&claim.id)),
            ("body".to_owned(), text(&body)),
            ("begun_at".to_owned(), number(now.seconds())),
            ("expires_at".to_owned(), number(now.seconds() + KEPT_SECONDS)),
        ]);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(row))
            .condition_expression(
                "attribute_not_exists(body) OR expires_at <= :now OR \
                 (body = :body AND attribute_not_exists(outcome) AND begun_at <= :gone)",
            )
            .expression_attribute_values(":now", number(now.seconds()))
            .expression_attribute_values(":body", text(&body))
            .expression_attribute_values(":gone", number(now.seconds() - GONE_AFTER_SECONDS))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = put else { return Ok(Known::New(claim)) };
        let Some(PutItemError::ConditionalCheckFailedException(failed)) = error.as_service_error() else {
            return Err(TableError::from(error).into());
        };
        let found = |name: &str| failed.item().and_then(|row| row.get(name)?.as_s().ok());
        if found("body") != Some(&body) {
            return Err(OnceError::AnotherRequest);
        }
        match found("outcome") {
            Some(outcome) => Ok(Known::Done(outcome.clone())),
            // the answer to an earlier try of this very call was lost
            None if found("claim") == Some(&claim.id) => Ok(Known::New(claim)),
            None => Err(OnceError::UnderWay),
        }
    }

    /// Notes what came of the request that `claim` is for. Where somebody else took the request over, who thought that
    /// this one was gone, theirs stands.
    async fn keep(&self, claim: &Claim, outcome: &str) -> Result<(), TableError> {
        let update = self.client.update_item().table_name(&self.table).key("key", AttributeValue::S(claim.row.clone()));
        let update = update.update_expression("SET outcome = :outcome").condition_expression("claim = :mine");
        let update = update.expression_attribute_values(":outcome", AttributeValue::S(outcome.to_owned()));
        let updated = update.expression_attribute_values(":mine", AttributeValue::S(claim.id.clone())).send().await;
        let is_theirs = UpdateItemError::is_conditional_check_failed_exception;
        match updated {
            Err(error) if error.as_service_error().is_some_and(is_theirs) => Ok(()),
            updated => updated.map(|_| ()).map_err(TableError::from),
        }
    }

    /// Gives the right to carry the request out back, of which nothing came.
    async fn forget(&self, claim: &Claim) -> Result<(), TableError> {
        let delete = self.client.delete_item().table_name(&self.table).key("key", AttributeValue::S(claim.row.clone()));
        let delete = delete.condition_expression("claim = :mine");
        let deleted = delete.expression_attribute_values(":mine", AttributeValue::S(claim.id.clone())).send().await;
        let is_theirs = DeleteItemError::is_conditional_check_failed_exception;
        match deleted {
            Err(error) if error.as_service_error().is_some_and(is_theirs) => Ok(()),
            deleted => deleted.map(|_| ()).map_err(TableError::from),
        }
    }
}

fn hash(text: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}
