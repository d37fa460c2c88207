//! Functions that end at any of their calls, as a machine does that is lost: before DynamoDB or S3 heard of the call, or
//! after it was carried out. What was begun is finished by the next call, whatever it was.

#![expect(clippy::large_futures, reason = "a test has the stack for what it calls")]

use avatars::Avatars;
use domain::upload::{GAVE_UP, State};
use table::{Begun, Uploads};

use crate::{
    chance::Chance,
    faults::{ANY, Fault, Faults},
    harness::{Service, new_user, photo, service_without_s3_events},
    uploads::{
        Uploaded, assert_tidy, deliver, event, expose, now, picture, profile, put, put_variant, shown, state, sweep,
        tick, watched,
    },
};

/// What an upload meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// It is the newest.
    Newest,
    /// A newer one was shown before it came.
    Overtaken,
    /// It is no picture.
    Unusable,
}

/// One function after the other is ended at its first call, its second, and so on, until one comes to its end.
struct Crashes {
    service: Service,
    faults: Faults,
    chance: Chance,
}

impl Crashes {
    fn start() -> Self {
        let service = service_without_s3_events();
        let faults = Faults::before(service.stack());
        Self { service, faults, chance: Chance::said() }
    }

    /// The configuration of `function` that can be ended.
    fn aws_as(&self, function: &str) -> runtime::Aws {
        let url = self.faults.url();
        self.service.aws_as(function, &[("AWS_ENDPOINT_URL_DYNAMODB", url), ("AWS_ENDPOINT_URL_S3", url)])
    }

    /// Puts a picture of `user` and has it processed.
    async fn processed(&mut self, user: &str) -> Uploaded {
        let uploaded = put(&self.service, user, picture(&mut self.chance)).await;
        let deps = image_processor::Deps::from_env(&self.service.aws_as("image-processor", &[])).unwrap();
        deliver(&deps, &event(&uploaded, &mut self.chance)).await;
        uploaded
    }

    /// An upload that is to be processed, and the picture that is to be shown after that.
    async fn prepare(&mut self, user: &str, story: Story) -> (Uploaded, Uploaded) {
        match story {
            Story::Newest => {
                self.processed(user).await;
                let uploaded = put(&self.service, user, picture(&mut self.chance)).await;
                (uploaded.clone(), uploaded)
            }
            Story::Overtaken => {
                let uploaded = put(&self.service, user, picture(&mut self.chance)).await;
                (uploaded, self.processed(user).await)
            }
            Story::Unusable => {
                let before = self.processed(user).await;
                (put(&self.service, user, photo("page.jpg")).await, before)
            }
        }
    }

    /// Ends image-processor at each of its calls, so many `times`, and delivers the event once more after that.
    async fn image_processor(mut self, story: Story, times: usize) {
        let crashing = image_processor::Deps::from_env(&self.aws_as("image-processor")).unwrap();
        let steady = image_processor::Deps::from_env(&self.service.aws_as("image-processor", &[])).unwrap();
        let (mut users, mut given_up) = (Vec::new(), 0);
        for fault in [Fault::HangBeforeCommit, Fault::HangAfterCommit] {
            for nth in 1.. {
                users.push(new_user());
                let user = &users[users.len() - 1..];
                let (uploaded, to_be_shown) = self.prepare(&user[0], story).await;
                let event = event(&uploaded, &mut self.chance);
                let deliveries = async {
                    let mut crashed = 0;
                    for _ in 0..times {
                        let work = image_processor::handle(&crashing, event.clone());
                        crashed += usize::from(self.faults.crash_at(ANY, nth, fault, work).await.is_none());
                    }
                    image_processor::handle(&steady, event.clone()).await.unwrap();
                    crashed
                };
                let (crashed, _) = watched(&self.service, user, deliveries).await;
                given_up += usize::from(self.check(story, &uploaded, &to_be_shown, crashed).await);
                if crashed == 0 {
                    assert!(nth > 3, "{story:?} {fault:?}: there are more calls than {nth}");
                    break;
                }
            }
        }
        assert_eq!(given_up > 0, times == 2);
        sweep(&self.service, 26 * 60).await;
        assert_tidy(&self.service, &users).await;
    }

    /// Checks that `uploaded` ended as its `story` has it; whether it was given up instead, which two crashes do.
    async fn check(&self, story: Story, uploaded: &Uploaded, to_be_shown: &Uploaded, crashed: usize) -> bool {
        let state = state(&self.service, uploaded).await;
        let shown = shown(&self.service, &uploaded.user).await.unwrap();
        match (story, state) {
            (_, State::Failed(failure)) if crashed == 2 && failure.code == GAVE_UP => {
                assert_ne!(shown, uploaded.id, "it is shown and failed");
                return true;
            }
            (Story::Newest, State::Ready(_))
            | (Story::Overtaken, State::Superseded)
            | (Story::Unusable, State::Failed(_)) => assert_eq!(shown, to_be_shown.id, "{story:?}"),
            (_, state) => panic!("{story:?}: {state:?}"),
        }
        false
    }

    /// Ends a sweep that has something of everything to do at its `nth` call, and sweeps again. Whether it was ended.
    async fn sweep(&mut self, deps: &sweep_uploads::Deps, [waiting, exposed, orphaned]: [&str; 3], nth: usize) -> bool {
        let uploaded = put(&self.service, waiting, picture(&mut self.chance)).await;
        let old = self.processed(orphaned).await;
        self.processed(orphaned).await;
        put_variant(&self.service, orphaned, &old.id).await;
        expose(&self.service, exposed).await;
        let seen_by_many = shown(&self.service, exposed).await;
        let users = [waiting, exposed, orphaned].map(str::to_owned);
        let sweeps = async {
            // before a call is as after the one before it
            let work = sweep_uploads::handle(deps, tick(30));
            let crashed = self.faults.crash_at(ANY, nth, Fault::HangAfterCommit, work).await.is_none();
            sweep(&self.service, 31).await;
            crashed
        };
        let (crashed, _) = watched(&self.service, &users, sweeps).await;
        assert!(matches!(state(&self.service, &uploaded).await, State::Ready(_)), "crash at {nth}");
        assert_eq!(shown(&self.service, waiting).await, Some(uploaded.id));
        assert!(!profile(&self.service, exposed).await.avatar_exposed);
        assert_ne!(shown(&self.service, exposed).await, seen_by_many);
        // what a move left is an orphan when no move can be under way any more
        sweep(&self.service, 90).await;
        assert_tidy(&self.service, &users).await;
        crashed
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_gets_over_a_crash_at_any_call() {
    Crashes::start().image_processor(Story::Newest, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_overtaken_gets_over_a_crash_at_any_call() {
    Crashes::start().image_processor(Story::Overtaken, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_picture_gets_over_a_crash_at_any_call() {
    Crashes::start().image_processor(Story::Unusable, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_crashes_at_any_call_end_at_the_third_delivery() {
    Crashes::start().image_processor(Story::Newest, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_that_crashes_at_any_call_is_finished_by_the_next() {
    let mut crashes = Crashes::start();
    let deps = sweep_uploads::Deps::from_env(&crashes.aws_as("sweep-uploads")).unwrap();
    let users = [new_user(), new_user(), new_user()];
    for user in &users[..2] {
        crashes.processed(user).await;
    }
    let mut nth = 1;
    while crashes.sweep(&deps, users.each_ref().map(String::as_str), nth).await {
        nth += 1;
    }
    assert!(nth > 20, "there are more calls than {nth}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_was_slow_and_not_dead_counts_when_it_was_given_up() {
    let (service, user) = (service_without_s3_events(), new_user());
    let bytes = picture(&mut Chance::new(7));
    let uploaded = put(&service, &user, bytes.clone()).await;
    let aws = service.aws();
    let (avatars, uploads) = (Avatars::from_env(&aws).unwrap(), Uploads::from_env(&aws).unwrap());
    let begin = async || match uploads.begin(&user.parse().unwrap(), &uploaded.id).await.unwrap() {
        Begun::Process(upload) => upload,
        other => panic!("{other:?}"),
    };
    let slow = begin().await;
    begin().await;
    sweep(&service, 2).await;
    assert!(matches!(state(&service, &uploaded).await, State::Failed(failure) if failure.code == GAVE_UP));
    avatars.process(slow, bytes, now()).await.unwrap();
    assert!(matches!(state(&service, &uploaded).await, State::Ready(_)));
    assert_eq!(shown(&service, &user).await, Some(uploaded.id));
}
