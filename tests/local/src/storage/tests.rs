use super::*;
use crate::listen::Loopback;
use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::primitives::ByteStream;
use std::sync::{Arc, Mutex};

const BUCKET: &str = "multitask-avatars-dev";

struct Rig {
    _folder: tempfile::TempDir,
    _stop: crate::stop::Stop,
    port: u16,
    created: Arc<Mutex<Vec<Created>>>,
}

impl Rig {
    async fn start() -> Self {
        Self::start_with(&Template::load().unwrap()).await
    }

    async fn start_with(template: &Template) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listeners = Loopback::bind(0, "S3", "--s3-port").await.unwrap();
        let port = listeners.port();
        let created: Arc<Mutex<Vec<_>>> = Arc::default();
        let note = Arc::clone(&created);
        let origins = ["http://localhost:8080".to_owned()];
        let roles = Roles::new(template, false).unwrap();
        let router = router(folder.path(), template, &roles, &origins, move |object| {
            note.lock().unwrap().push(object);
        });
        let (stop, stopped) = crate::stop::channel();
        listeners.serve(router.unwrap(), stopped);
        Self { _folder: folder, _stop: stop, port, created }
    }

    fn client(&self, secret: &str) -> Client {
        self.client_as(ACCESS_KEY_ID, secret)
    }

    fn client_as(&self, id: &str, secret: &str) -> Client {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(id, secret, None, None, "test"))
            .endpoint_url(format!("http://localhost:{}", self.port))
            .force_path_style(true)
            .build();
        Client::from_conf(config)
    }

    async fn put(&self, key: &str, secret: &str) -> Result<(), Option<String>> {
        let body = ByteStream::from_static(b"picture");
        let put = self.client(secret).put_object().bucket(BUCKET).key(key).if_none_match("*").body(body);
        let code = |error: aws_sdk_s3::Error| aws_sdk_s3::error::ProvideErrorMetadata::code(&error).map(str::to_owned);
        put.send().await.map(|_| ()).map_err(|error| code(error.into()))
    }
}

#[tokio::test]
async fn a_new_object_is_notified_with_its_size_and_entity_tag() {
    let rig = Rig::start().await;
    rig.put("incoming/u/1", SECRET_ACCESS_KEY).await.unwrap();
    let created = rig.created.lock().unwrap();
    let [object] = created.as_slice() else { panic!("{created:?}") };
    assert_eq!((object.key.as_str(), object.size, object.event), ("incoming/u/1", 7, "ObjectCreated:Put"));
    assert_eq!(object.etag, "5456fc54c74a297ce994998c2873b370");
}

#[tokio::test]
async fn a_key_is_written_once_and_with_the_right_secret_only() {
    let rig = Rig::start().await;
    assert_eq!(rig.put("incoming/u/1", "wrong").await, Err(Some("SignatureDoesNotMatch".to_owned())));
    rig.put("incoming/u/1", SECRET_ACCESS_KEY).await.unwrap();
    assert_eq!(rig.put("incoming/u/1", SECRET_ACCESS_KEY).await, Err(Some("PreconditionFailed".to_owned())));
    assert_eq!(rig.created.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn bytes_that_are_not_what_was_announced_leave_nothing() {
    let rig = Rig::start().await;
    let client = rig.client(SECRET_ACCESS_KEY);
    let put = client.put_object().bucket(BUCKET).key("incoming/u/1").body(ByteStream::from_static(b"picture"));
    put.checksum_sha256("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=").send().await.unwrap_err();
    rig.put("incoming/u/1", SECRET_ACCESS_KEY).await.unwrap();
    assert_eq!(rig.created.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_folder_is_no_object_and_a_bucket_must_exist() {
    let rig = Rig::start().await;
    rig.put("incoming/u/1", SECRET_ACCESS_KEY).await.unwrap();
    let client = rig.client(SECRET_ACCESS_KEY);
    let folder = client.get_object().bucket(BUCKET).key("incoming/u").send().await.unwrap_err();
    assert!(folder.into_service_error().is_no_such_key());
    client.put_object().bucket("elsewhere").key("a").send().await.unwrap_err();
    client.delete_object().bucket(BUCKET).key("never").send().await.unwrap();
}

#[tokio::test]
async fn a_page_of_this_machine_may_upload_and_a_strange_one_may_not() {
    use tower::ServiceExt;
    let folder = tempfile::tempdir().unwrap();
    let origins = ["http://localhost:8080".to_owned()];
    let template = Template::load().unwrap();
    let roles = Roles::new(&template, false).unwrap();
    let router = router(folder.path(), &template, &roles, &origins, |_| {}).unwrap();
    for (origin, allowed) in
        [("http://localhost:8080", true), ("https://multitask.com", true), ("https://evil.example", false)]
    {
        let request = http::Request::options(format!("/{BUCKET}/incoming/u/1"))
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .header("access-control-request-headers", "content-type,if-none-match")
            .body(axum::body::Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let answered = response.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap());
        assert_eq!(answered, allowed.then_some(origin));
    }
}

#[tokio::test]
async fn objects_are_listed_below_a_prefix_a_page_at_a_time() {
    let rig = Rig::start().await;
    for key in ["a/b-c/1", "a/b/1", "a/b/2", "a/b/3", "a/bc/1", "b/1"] {
        rig.put(key, SECRET_ACCESS_KEY).await.unwrap();
    }
    let list = async |prefix: &str, after: &str, limit: i32| {
        let list = rig.client(SECRET_ACCESS_KEY).list_objects_v2().bucket(BUCKET).prefix(prefix);
        let page = list.start_after(after).max_keys(limit).send().await.unwrap();
        let keys: Vec<_> = page.contents().iter().filter_map(|object| object.key().map(str::to_owned)).collect();
        (keys.join(" "), page.is_truncated() == Some(true))
    };
    assert_eq!(list("a/b/", "", 2).await, ("a/b/1 a/b/2".to_owned(), true));
    assert_eq!(list("a/b/", "a/b/2", 2).await, ("a/b/3".to_owned(), false));
    assert_eq!(list("a/b", "", 9).await, ("a/b-c/1 a/b/1 a/b/2 a/b/3 a/bc/1".to_owned(), false));
    assert_eq!(list("c/", "", 9).await, (String::new(), false));
    assert_eq!(list("../", "", 9).await, (String::new(), false));
}

fn code<T: std::fmt::Debug, E: Into<aws_sdk_s3::Error>>(answer: Result<T, E>) -> String {
    let error: aws_sdk_s3::Error = answer.unwrap_err().into();
    aws_sdk_s3::error::ProvideErrorMetadata::code(&error).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_function_may_do_what_its_role_allows() {
    let rig = Rig::start().await;
    let tickets = rig.client_as("create-avatar-upload", SECRET_ACCESS_KEY);
    let put = |key: &str| tickets.put_object().bucket(BUCKET).key(key).body(ByteStream::from_static(b"picture")).send();
    put("incoming/u/1").await.unwrap();
    assert_eq!(code(put("avatars/u/1").await), "AccessDenied");
    assert_eq!(code(tickets.get_object().bucket(BUCKET).key("incoming/u/1").send().await), "AccessDenied");
    assert_eq!(code(tickets.list_objects_v2().bucket(BUCKET).prefix("incoming/").send().await), "AccessDenied");
    assert_eq!(code(tickets.list_buckets().send().await), "AccessDenied", "nobody's role speaks of it");
    assert_eq!(code(rig.client_as("get-alias", "wrong").list_buckets().send().await), "SignatureDoesNotMatch");

    let worker = rig.client_as("image-processor", SECRET_ACCESS_KEY);
    worker.get_object().bucket(BUCKET).key("incoming/u/1").send().await.unwrap();
    let source = format!("{BUCKET}/incoming/u/1");
    worker.copy_object().bucket(BUCKET).key("avatars/u/1").copy_source(&source).send().await.unwrap();
    let backwards = worker.copy_object().bucket(BUCKET).key("incoming/u/2").copy_source(&source).send().await;
    assert_eq!(code(backwards), "AccessDenied");
    let page = worker.list_objects_v2().bucket(BUCKET).prefix("avatars/u/").send().await.unwrap();
    assert_eq!(page.key_count(), Some(1));
}

#[tokio::test]
async fn a_signed_url_may_do_what_the_role_of_its_signer_allows() {
    let rig = Rig::start().await;
    let lifetime = aws_sdk_s3::presigning::PresigningConfig::expires_in(std::time::Duration::from_mins(1)).unwrap();
    for (function, status) in [("create-avatar-upload", 200), ("get-avatar-upload", 403)] {
        let put = rig.client_as(function, SECRET_ACCESS_KEY).put_object().bucket(BUCKET).key("incoming/u/1");
        let signed = put.presigned(lifetime.clone()).await.unwrap();
        let answer = reqwest::Client::new().put(signed.uri()).body("picture").send().await.unwrap();
        assert_eq!(answer.status(), status, "{function}");
    }
}

#[tokio::test]
async fn who_may_not_list_does_not_hear_that_an_object_is_missing() {
    let rig = Rig::start().await;
    let get = |function: &str, key: &str| {
        rig.client_as(function, SECRET_ACCESS_KEY).get_object().bucket(BUCKET).key(key).send()
    };
    assert_eq!(code(get("image-processor", "incoming/u/1").await), "NoSuchKey");
    assert_eq!(code(get("update-profile", "avatars/u/1").await), "NoSuchKey");
    assert_eq!(code(get("update-profile", "incoming/u/1").await), "AccessDenied");
    let template = include_str!("../../../../template.yaml");
    let without = template.replace("Action: [s3:ListBucket]", "Action: [s3:ListBucketVersions]");
    let rig = Rig::start_with(&Template::parse(&without).unwrap()).await;
    let get = rig.client_as("image-processor", SECRET_ACCESS_KEY).get_object().bucket(BUCKET).key("incoming/u/1");
    assert_eq!(code(get.send().await), "AccessDenied");
}

#[tokio::test]
async fn of_many_objects_those_are_deleted_that_may_be() {
    use aws_sdk_s3::types::{Delete, ObjectIdentifier};
    let rig = Rig::start().await;
    for key in ["avatars/u/1", "incoming/u/1"] {
        rig.put(key, SECRET_ACCESS_KEY).await.unwrap();
    }
    let objects = ["avatars/u/1", "incoming/u/1"].map(|key| ObjectIdentifier::builder().key(key).build().unwrap());
    let delete = Delete::builder().set_objects(Some(objects.to_vec())).build().unwrap();
    let worker = rig.client_as("image-processor", SECRET_ACCESS_KEY);
    let answer = worker.delete_objects().bucket(BUCKET).delete(delete).send().await.unwrap();
    let [error] = answer.errors() else { panic!("{answer:?}") };
    assert_eq!((error.key(), error.code()), (Some("incoming/u/1"), Some("AccessDenied")));
    let left = rig.client(SECRET_ACCESS_KEY).list_objects_v2().bucket(BUCKET).send().await.unwrap();
    assert_eq!(left.contents()[0].key(), Some("incoming/u/1"));
    assert_eq!(left.contents().len(), 1);
}
