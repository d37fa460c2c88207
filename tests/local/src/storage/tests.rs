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
        let folder = tempfile::tempdir().unwrap();
        let listeners = Loopback::bind(0, "S3", "--s3-port").await.unwrap();
        let port = listeners.port();
        let created: Arc<Mutex<Vec<_>>> = Arc::default();
        let note = Arc::clone(&created);
        let origins = ["http://localhost:8080".to_owned()];
        let template = Template::load().unwrap();
        let router = router(folder.path(), &template, &origins, move |object| {
            note.lock().unwrap().push(object);
        });
        let (stop, stopped) = crate::stop::channel();
        listeners.serve(router.unwrap(), stopped);
        Self { _folder: folder, _stop: stop, port, created }
    }

    fn client(&self, secret: &str) -> Client {
        let config = aws_sdk_s3::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(Credentials::new(ACCESS_KEY_ID, secret, None, None, "test"))
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
    let router = router(folder.path(), &Template::load().unwrap(), &origins, |_| {}).unwrap();
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
