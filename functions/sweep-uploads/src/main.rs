//! `sweep-uploads` on Lambda.

use std::sync::Arc;

use sweep_uploads::{Deps, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), runtime::Error> {
    imaging::hand_over();
    let aws = runtime::init().await?;
    let deps = Arc::new(Deps::from_env(&aws)?);
    runtime::run(move |event| {
        let deps = Arc::clone(&deps);
        async move { handle(&deps, event).await }
    })
    .await
}
