//! What a request to S3 needs a role to allow.

use async_trait::async_trait;
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::Credentials;
use s3s::dto::{
    CopyObjectInput, CopySource, DeleteObjectInput, DeleteObjectsInput, GetObjectInput, HeadObjectInput,
    ListObjectsV2Input, PutObjectInput,
};
use s3s::{S3Error, S3ErrorCode, S3Request, S3Result};

use crate::roles::{Action, Roles};

/// Operations that functions may call as far as their roles allow, each checked below or where its keys are known.
const OPERATIONS: [&str; 8] = [
    "CopyObject",
    "DeleteObject",
    "DeleteObjects",
    "GetObject",
    "HeadObject",
    "ListObjectsV2",
    "PostObject",
    "PutObject",
];

/// Who may do what.
#[derive(Clone)]
pub(super) struct Access(Roles);

impl Access {
    /// Access by `roles`.
    pub(super) fn new(roles: Roles) -> Self {
        Self(roles)
    }

    /// Refuses `action` with the object at `key`.
    pub(super) fn object(&self, who: Option<&Credentials>, action: &str, bucket: &str, key: &str) -> S3Result<()> {
        self.check(who, &Action::new(action, format!("arn:aws:s3:::{bucket}/{key}")))
    }

    /// Refuses to list what begins with `prefix`. Whoever may not list does not hear that an object is missing either.
    pub(super) fn list(&self, who: Option<&Credentials>, bucket: &str, prefix: Option<&str>) -> S3Result<()> {
        let action = Action::new("s3:ListBucket", format!("arn:aws:s3:::{bucket}"));
        self.check(who, &Action { prefix: prefix.map(str::to_owned), ..action })
    }

    /// Takes the objects that may not be deleted out of `input`; one call may be about many, and is answered for each.
    pub(super) fn withhold(&self, who: Option<&Credentials>, input: &mut DeleteObjectsInput) -> Vec<s3s::dto::Error> {
        let mut errors = Vec::new();
        let bucket = input.bucket.as_str();
        input.delete.objects.retain(|object| {
            let refused = self.object(who, "s3:DeleteObject", bucket, &object.key).err();
            errors.extend(refused.as_ref().map(|error| s3s::dto::Error {
                code: Some(error.code().as_str().to_owned()),
                key: Some(object.key.clone()),
                message: error.message().map(str::to_owned),
                version_id: None,
            }));
            refused.is_none()
        });
        errors
    }

    fn check(&self, who: Option<&Credentials>, action: &Action) -> S3Result<()> {
        let refused = |message: String| S3Error::with_message(S3ErrorCode::AccessDenied, message);
        let who = who.ok_or_else(|| refused("Access Denied".to_owned()))?;
        self.0.check(&who.access_key, action).map_err(|denied| refused(denied.to_string()))
    }
}

#[async_trait]
impl S3Access for Access {
    async fn check(&self, request: &mut S3AccessContext<'_>) -> S3Result<()> {
        let operation = request.s3_op().name();
        let is_known = OPERATIONS.contains(&operation) && request.credentials().is_some();
        if is_known {
            Ok(())
        } else {
            Access::check(self, request.credentials(), &Action::new(format!("s3:{operation}"), "*"))
        }
    }

    async fn get_object(&self, request: &mut S3Request<GetObjectInput>) -> S3Result<()> {
        let input = &request.input;
        self.object(request.credentials.as_ref(), "s3:GetObject", &input.bucket, &input.key)
    }

    async fn head_object(&self, request: &mut S3Request<HeadObjectInput>) -> S3Result<()> {
        let input = &request.input;
        self.object(request.credentials.as_ref(), "s3:GetObject", &input.bucket, &input.key)
    }

    /// A form's upload too.
    async fn put_object(&self, request: &mut S3Request<PutObjectInput>) -> S3Result<()> {
        let input = &request.input;
        self.object(request.credentials.as_ref(), "s3:PutObject", &input.bucket, &input.key)
    }

    async fn copy_object(&self, request: &mut S3Request<CopyObjectInput>) -> S3Result<()> {
        let (who, input) = (request.credentials.as_ref(), &request.input);
        match &input.copy_source {
            CopySource::Bucket { bucket, key, .. } => self.object(who, "s3:GetObject", bucket, key)?,
            _ => Access::check(self, who, &Action::new("s3:GetObject", "*"))?,
        }
        self.object(who, "s3:PutObject", &input.bucket, &input.key)
    }

    async fn delete_object(&self, request: &mut S3Request<DeleteObjectInput>) -> S3Result<()> {
        let input = &request.input;
        self.object(request.credentials.as_ref(), "s3:DeleteObject", &input.bucket, &input.key)
    }

    async fn list_objects_v2(&self, request: &mut S3Request<ListObjectsV2Input>) -> S3Result<()> {
        self.list(request.credentials.as_ref(), &request.input.bucket, request.input.prefix.as_deref())
    }
}
