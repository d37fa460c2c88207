//! Many writers of one profile, over a table that throttles and loses connections.

use std::sync::Arc;

use domain::{Patch, Time, UserId, edit::ProfileEdit};
use table::{EditError, Members, Profiles, TableError};

use crate::{
    faults::{Fault, Faults},
    harness::{new_user, service},
};

const WRITERS: usize = 32;
const EDITS: usize = 100;

/// Each writer edits until its edit is in, under the same edit id, as a client that hears nothing would.
#[tokio::test(flavor = "multi_thread")]
async fn no_edit_is_lost_and_none_is_counted_twice() {
    let service = service();
    let faults = Faults::before(service.stack());
    let seed = uuid::Uuid::new_v4().as_u64_pair().0;
    println!("SEED={seed}");
    for fault in [Fault::Throttle, Fault::ResetBeforeCommit, Fault::ResetAfterCommit] {
        faults.randomly("UpdateItem", fault, 3, seed ^ fault as u64);
    }
    let user: UserId = new_user().parse().unwrap();
    let aws = service.aws_with(&[("AWS_ENDPOINT_URL_DYNAMODB", faults.url())]);
    let profiles = Arc::new(Profiles::from_env(&aws).unwrap());
    Members::from_env(&aws).unwrap().get_or_create(&user, None, None, now()).await.unwrap();
    let writers: Vec<_> =
        (0..WRITERS).map(|writer| tokio::spawn(write(Arc::clone(&profiles), user.clone(), writer))).collect();
    // writers in the background, who must fail nobody
    let background = tokio::spawn(number(Arc::clone(&profiles), user.clone()));
    for writer in writers {
        writer.await.unwrap();
    }
    background.await.unwrap();
    let profile = profiles.get(&user).await.unwrap().unwrap();
    assert_eq!(profile.version, 1 + (WRITERS * EDITS) as u64, "injected {}", faults.injected());
    assert!(faults.injected() > 0);
}

fn now() -> Time {
    jiff::Timestamp::now().into()
}

async fn write(profiles: Arc<Profiles>, user: UserId, writer: usize) {
    for n in 0..EDITS {
        let edit = ProfileEdit { bio: Patch::Set(format!("{writer} {n}")), ..ProfileEdit::default() };
        let id = format!("{writer:02}-{n:03}");
        loop {
            match profiles.edit(&user, &edit, None, &id, now()).await {
                Ok(_) => break,
                Err(EditError::Table(TableError::Busy(_))) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
    }
}

async fn number(profiles: Arc<Profiles>, user: UserId) {
    let mut given = 0;
    while given < EDITS as u64 {
        match profiles.next_avatar_seq(&user).await {
            Ok(seq) => given = seq.unwrap(),
            Err(TableError::Busy(_)) => {}
            Err(error) => panic!("{error:?}"),
        }
    }
}
