//! The buckets' objects in a folder, stricter than the file system underneath where S3 is.

use async_trait::async_trait;
use s3s::auth::Credentials;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CopyObjectInput, CopyObjectOutput, CopySource, CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, ETag,
    ETagCondition, GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput, GetObjectOutput, HeadBucketInput,
    HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput, ListBucketsOutput, ListObjectsInput,
    ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output, PutObjectInput, PutObjectOutput, UploadPartInput,
    UploadPartOutput,
};
use s3s::{S3, S3ErrorCode, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::access::Access;

/// An object that has come into being.
#[derive(Clone, Debug)]
pub(crate) struct Created {
    /// Its bucket's name.
    pub(crate) bucket: String,
    /// Its key.
    pub(crate) key: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Its entity tag, without quotes.
    pub(crate) etag: String,
    /// How it came: `ObjectCreated:Put` and the like.
    pub(crate) event: &'static str,
}

/// The objects.
pub(super) struct Objects {
    files: FileSystem,
    root: PathBuf,
    access: Access,
    /// Paths that conditional writes are under way for.
    writing: Mutex<HashSet<PathBuf>>,
    created: Box<dyn Fn(Created) + Send + Sync>,
}

impl Objects {
    /// Opens the folder `root`.
    pub(super) fn open(
        root: &Path,
        access: Access,
        created: impl Fn(Created) + Send + Sync + 'static,
    ) -> Result<Self, String> {
        let files = FileSystem::new(root).map_err(|error| format!("{error:?}"))?;
        Ok(Self { files, root: root.to_owned(), access, writing: Mutex::default(), created: Box::new(created) })
    }

    fn path(&self, bucket: &str, key: &str) -> PathBuf {
        self.root.join(bucket).join(key)
    }

    /// The file system would make a bucket of any name that somebody writes to.
    fn has_bucket(&self, bucket: &str) -> S3Result<()> {
        if self.root.join(bucket).is_dir() { Ok(()) } else { Err(s3_error!(NoSuchBucket)) }
    }

    /// The file system would take the folder of `a/b` for an object `a`.
    fn is_object(&self, bucket: &str, key: &str) -> S3Result<()> {
        self.has_bucket(bucket)?;
        if self.path(bucket, key).is_file() { Ok(()) } else { Err(s3_error!(NoSuchKey)) }
    }

    /// The same, for `who` reads: who may not list the objects beside it does not hear that it is missing.
    fn is_readable(&self, who: Option<&Credentials>, bucket: &str, key: &str) -> S3Result<()> {
        self.is_object(bucket, key).or_else(|missing| {
            self.access.list(who, bucket, Some(key))?;
            Err(missing)
        })
    }

    fn notify(&self, bucket: &str, key: &str, etag: Option<&ETag>, event: &'static str) {
        let size = std::fs::metadata(self.path(bucket, key)).map(|file| file.len()).unwrap_or_default();
        let etag = etag.map(|etag| etag.value().to_owned()).unwrap_or_default();
        (self.created)(Created { bucket: bucket.to_owned(), key: key.to_owned(), size, etag, event });
    }

    fn writing(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A conditional write that is under way until this is dropped.
struct Writing<'a>(&'a Objects, PathBuf);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.writing().remove(&self.1);
    }
}

impl Objects {
    /// Lets one conditional write of a key go on at a time, so that exactly one of two with `If-None-Match: *` wins.
    fn claim(&self, path: PathBuf) -> S3Result<Writing<'_>> {
        if self.writing().insert(path.clone()) {
            Ok(Writing(self, path))
        } else {
            Err(s3_error!(ConditionalRequestConflict, "another conditional write of this key is under way"))
        }
    }
}

/// Whether an object with the entity tag `etag` may be read under the request's conditions.
fn readable(etag: Option<&ETag>, unless: Option<&ETagCondition>, only: Option<&ETagCondition>) -> S3Result<()> {
    let holds = |condition: &ETagCondition| match (condition, etag) {
        (ETagCondition::Any, _) => true,
        (ETagCondition::ETag(wanted), Some(etag)) => wanted.weak_cmp(etag),
        (ETagCondition::ETag(_), None) => false,
    };
    if only.is_some_and(|condition| !holds(condition)) {
        return Err(s3_error!(PreconditionFailed));
    }
    if unless.is_some_and(holds) {
        return Err(s3_error!(NotModified));
    }
    Ok(())
}

#[async_trait]
impl S3 for Objects {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        self.has_bucket(&bucket)?;
        let conditional = request.input.if_none_match.is_some() || request.input.if_match.is_some();
        let _writing = if conditional { Some(self.claim(self.path(&bucket, &key))?) } else { None };
        // a form upload comes here too, as a PUT made of its fields
        let event = if request.method == http::Method::POST { "ObjectCreated:Post" } else { "ObjectCreated:Put" };
        match self.files.put_object(request).await {
            Ok(response) => {
                self.notify(&bucket, &key, response.output.e_tag.as_ref(), event);
                Ok(response)
            }
            Err(error) => {
                // the file system has the bytes in place before it compares the checksum
                if *error.code() == S3ErrorCode::BadDigest {
                    let _gone = tokio::fs::remove_file(self.path(&bucket, &key)).await;
                }
                Err(error)
            }
        }
    }

    async fn copy_object(&self, request: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        self.has_bucket(&bucket)?;
        if let CopySource::Bucket { bucket, key, .. } = &request.input.copy_source {
            self.is_readable(request.credentials.as_ref(), bucket, key)?;
        }
        let response = self.files.copy_object(request).await?;
        let result = response.output.copy_object_result.as_ref();
        self.notify(&bucket, &key, result.and_then(|result| result.e_tag.as_ref()), "ObjectCreated:Copy");
        Ok(response)
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        let response = self.files.complete_multipart_upload(request).await?;
        self.notify(&bucket, &key, response.output.e_tag.as_ref(), "ObjectCreated:CompleteMultipartUpload");
        Ok(response)
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.is_readable(request.credentials.as_ref(), &request.input.bucket, &request.input.key)?;
        let (unless, only) = (request.input.if_none_match.clone(), request.input.if_match.clone());
        let response = self.files.get_object(request).await?;
        readable(response.output.e_tag.as_ref(), unless.as_ref(), only.as_ref())?;
        Ok(response)
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        self.is_readable(request.credentials.as_ref(), &request.input.bucket, &request.input.key)?;
        let (unless, only) = (request.input.if_none_match.clone(), request.input.if_match.clone());
        let response = self.files.head_object(request).await?;
        readable(response.output.e_tag.as_ref(), unless.as_ref(), only.as_ref())?;
        Ok(response)
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        match self.is_object(&request.input.bucket, &request.input.key) {
            // S3 answers the same whether there was an object or not
            Err(error) if *error.code() == S3ErrorCode::NoSuchKey => Ok(S3Response::new(DeleteObjectOutput::default())),
            Err(error) => Err(error),
            Ok(()) => self.files.delete_object(request).await,
        }
    }

    async fn delete_objects(
        &self,
        mut request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let refused = self.access.withhold(request.credentials.as_ref(), &mut request.input);
        let mut response = self.files.delete_objects(request).await?;
        response.output.errors.get_or_insert_default().extend(refused);
        Ok(response)
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        if request.input.delimiter.is_some() {
            return self.files.list_objects_v2(request).await;
        }
        self.has_bucket(&request.input.bucket)?;
        let root = self.root.join(&request.input.bucket);
        let listed = tokio::task::spawn_blocking(move || super::list::page(&root, request.input)).await;
        let page = listed.map_err(|error| s3_error!(error, InternalError))?;
        Ok(S3Response::new(page.map_err(|error| s3_error!(error, InternalError))?))
    }

    async fn list_objects(&self, request: S3Request<ListObjectsInput>) -> S3Result<S3Response<ListObjectsOutput>> {
        self.files.list_objects(request).await
    }

    async fn create_bucket(&self, request: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        self.files.create_bucket(request).await
    }

    async fn head_bucket(&self, request: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.files.head_bucket(request).await
    }

    async fn list_buckets(&self, request: S3Request<ListBucketsInput>) -> S3Result<S3Response<ListBucketsOutput>> {
        self.files.list_buckets(request).await
    }

    async fn get_bucket_location(
        &self,
        request: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.files.get_bucket_location(request).await
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        self.has_bucket(&request.input.bucket)?;
        self.files.create_multipart_upload(request).await
    }

    async fn upload_part(&self, request: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        self.files.upload_part(request).await
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.files.abort_multipart_upload(request).await
    }
}
