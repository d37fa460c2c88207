//! Erasing a person, whatever comes in between.

use avatars::Avatars;
use domain::{
    Time, UploadId, UserId,
    alias::Context,
    upload::{State, Upload},
};
use erasure::{Erasure, Receipt};
use serde_json::json;
use table::{Aliases, Members, Profiles, TableError, Uploads};

use crate::{
    faults::{Fault, Faults},
    harness::{Service, new_user, photo, service},
};

/// Adapters of a user's, behind a proxy.
struct Parts {
    service: &'static Service,
    user: UserId,
    faults: Faults,
    members: Members,
    profiles: Profiles,
    aliases: Aliases,
    erasure: Erasure,
}

fn parts() -> Parts {
    let service = service();
    let faults = Faults::before(service.stack());
    let aws = service.aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", faults.url())]);
    Parts {
        service,
        user: new_user().parse().unwrap(),
        members: Members::from_env(&aws).unwrap(),
        profiles: Profiles::from_env(&service.aws()).unwrap(),
        aliases: Aliases::from_env(&aws).unwrap(),
        // not behind the proxy
        erasure: Erasure::from_env(&service.aws()).unwrap(),
        faults,
    }
}

fn at(seconds: i64) -> Time {
    Time::from_seconds(seconds)
}

fn room(name: &str) -> Context {
    Context::parse(Some(name), Some("chat_room"), "").unwrap()
}

impl Parts {
    /// What becomes of the first call of somebody with a token of time `issued`.
    async fn call(&self, issued: Option<Time>) -> Result<(), TableError> {
        self.members.get_or_create(&self.user, None, issued, now()).await.map(drop)
    }

    async fn erase(&self, now: Time) -> Receipt {
        self.erasure.erase(&self.user, now).await.unwrap()
    }

    async fn exists(&self) -> bool {
        self.profiles.get(&self.user).await.unwrap().is_some()
    }
}

fn now() -> Time {
    jiff::Timestamp::now().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_an_erasure_brings_nothing_back() {
    let parts = parts();
    parts.call(None).await.unwrap();
    let erased = now().seconds();
    assert_eq!(parts.erase(at(erased)).await.removed.profiles, 1);
    for old in [None, Some(at(erased - 1)), Some(at(erased))] {
        assert!(matches!(parts.call(old).await, Err(TableError::Erased)), "{old:?}");
        let alias = parts.aliases.current(&parts.user, &room("a"), old, now()).await;
        assert!(matches!(alias, Err(TableError::Erased)), "{old:?}");
        let alias = parts.aliases.regenerate(&parts.user, &room("a"), old, now()).await;
        assert!(matches!(alias, Err(TableError::Erased)), "{old:?}");
        let guest = format!("anon_{}", parts.user).parse().unwrap();
        parts.aliases.current(&guest, &room("a"), None, now()).await.unwrap();
        let given = parts.aliases.convert(&guest, &parts.user, old, now()).await;
        assert!(matches!(given, Err(TableError::Erased)), "{old:?}");
    }
    assert!(!parts.exists().await);
    parts.call(Some(at(erased + 1))).await.unwrap();
    parts.aliases.current(&parts.user, &room("a"), Some(at(erased + 1)), now()).await.unwrap();
    // whoever has a new token has begun anew, and is nobody's to erase who knows the one before
    let receipt = parts.erasure.erase_known(&parts.user, Some(at(erased)), now()).await.unwrap();
    assert_eq!((receipt.complete, receipt.removed.profiles), (true, 0));
    assert!(parts.exists().await);
    let receipt = parts.erasure.erase_known(&parts.user, Some(at(erased + 1)), at(erased + 2)).await.unwrap();
    assert_eq!((receipt.removed.profiles, receipt.removed.aliases), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_call_that_races_an_erasure_leaves_no_ghost() {
    let parts = parts();
    let token = Some(now());
    // it has seen that there is no profile, and is about to make one
    let hold = parts.faults.hold("TransactWriteItems");
    let erasing = async {
        let waiting = hold.arrived().await;
        parts.erase(now().plus_seconds(1)).await;
        drop(waiting);
    };
    let (called, ()) = tokio::join!(parts.call(token), erasing);
    assert!(matches!(called, Err(TableError::Erased)), "{called:?}");
    assert!(!parts.exists().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_call_before_the_end_of_an_erasure_leaves_no_ghost() {
    let mut parts = parts();
    let behind = parts.service.aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", parts.faults.url())]);
    let erasure = Erasure::from_env(&behind).unwrap();
    parts.members = Members::from_env(&parts.service.aws()).unwrap();
    // all is swept, and the profile is about to go
    let hold = parts.faults.hold("TransactWriteItems");
    let calling = async {
        let waiting = hold.arrived().await;
        let called = parts.call(Some(now())).await;
        drop(waiting);
        called
    };
    let (erased, called) = tokio::join!(erasure.erase(&parts.user, now().plus_seconds(1)), calling);
    assert!(erased.unwrap().complete);
    assert!(matches!(called, Err(TableError::Erased)), "{called:?}");
    assert!(!parts.exists().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_stops_anywhere_is_brought_to_its_end_by_another() {
    // an erasure for each call that it makes, of a user of its own: from that call on, all of the kind fail
    for (operation, calls) in [("UpdateItem", 2), ("Query", 2), ("DeleteItem", 9), ("TransactWriteItems", 1)] {
        for nth in 1..=calls {
            let parts = parts();
            let (service, user) = (parts.service, parts.user.as_str());
            service.get(user, "/v1/profile").await.data();
            for place in ["a", "b"] {
                let path = format!("/v1/profile/alias?context={place}&contextType=post");
                service.get(user, &path).await.data();
            }
            service.ticket(user, &json!({"contentType": "image/png", "contentLength": 9})).await;
            let behind = service.aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", parts.faults.url())]);
            let erasure = Erasure::from_env(&behind).unwrap();
            for call in nth..nth + 100 {
                parts.faults.at(operation, call, Fault::ResetBeforeCommit);
            }
            let first = erasure.erase(&parts.user, now()).await;
            assert!(
                first.as_ref().is_ok_and(|receipt| !receipt.complete) || first.is_err(),
                "{operation} {nth}: {first:?}"
            );
            parts.faults.clear();
            let second = erasure.erase(&parts.user, now().plus_seconds(1)).await.unwrap();
            assert!(second.complete && second.failed.is_empty(), "{operation} {nth}: {second:?}");
            assert!(!parts.exists().await, "{operation} {nth}");
            let left = service.traces(user).await;
            assert!(left.is_empty(), "{operation} {nth}: {left:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_under_way_comes_to_nothing() {
    let parts = parts();
    parts.call(None).await.unwrap();
    let seq = parts.profiles.next_avatar_seq(&parts.user).await.unwrap().unwrap();
    let upload = Upload::issued(UploadId::new(seq, [7; 16]), parts.user.clone(), now());
    let aws = parts.service.aws();
    let uploads = Uploads::from_env(&aws).unwrap();
    uploads.issue(&upload).await.unwrap();
    uploads.begin(&upload.user_id, &upload.id).await.unwrap();
    parts.erase(now()).await;
    let processed = Avatars::from_env(&aws).unwrap().process(upload, photo("palette.png"), now()).await.unwrap();
    assert_eq!(processed.state, State::Superseded);
    let left = parts.service.traces(parts.user.as_str()).await;
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_ready_while_its_person_is_erased_comes_to_nothing() {
    let parts = parts();
    let aws = parts.service.aws();
    parts.call(None).await.unwrap();
    let seq = parts.profiles.next_avatar_seq(&parts.user).await.unwrap().unwrap();
    let upload = Upload::issued(UploadId::new(seq, [7; 16]), parts.user.clone(), now());
    let behind = parts.service.aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", parts.faults.url())]);
    let erasure = Erasure::from_env(&behind).unwrap();
    // everything is swept, and the profile is still there
    let hold = parts.faults.hold("TransactWriteItems");
    let processing = async {
        let waiting = hold.arrived().await;
        let avatars = Avatars::from_env(&aws).unwrap();
        let processed = avatars.process(upload, photo("palette.png"), now()).await.unwrap();
        drop(waiting);
        processed
    };
    let (erased, processed) = tokio::join!(erasure.erase(&parts.user, now()), processing);
    assert!(erased.unwrap().complete);
    assert_eq!(processed.state, State::Superseded);
    let left = parts.service.traces(parts.user.as_str()).await;
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_never_had_a_profile_can_be_erased() {
    let parts = parts();
    let receipt = parts.erase(now()).await;
    assert_eq!((receipt.complete, receipt.removed.profiles), (true, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_begins_anew_goes_on_above_the_numbers_of_before() {
    let parts = parts();
    parts.call(None).await.unwrap();
    for _ in 0..3 {
        parts.profiles.next_avatar_seq(&parts.user).await.unwrap();
    }
    let before = parts.profiles.get(&parts.user).await.unwrap().unwrap();
    parts.erase(now()).await;
    parts.call(Some(now().plus_seconds(1))).await.unwrap();
    let after = parts.profiles.get(&parts.user).await.unwrap().unwrap();
    // an upload of before is older than any of after, and its event too
    assert!(after.avatar_applied > before.avatar_seq && after.rev > before.rev + 1, "{before:?} {after:?}");
    assert_eq!((after.version, after.tag().as_str()), (1, "v1"));
    let seq = parts.profiles.next_avatar_seq(&parts.user).await.unwrap().unwrap();
    assert_eq!(UploadId::new(seq, [0; 16]).seq(), after.avatar_applied + 1);
}
