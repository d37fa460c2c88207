//! `create-avatar-upload` on Lambda.

use create_avatar_upload::{Deps, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), web::Error> {
    let aws = runtime::init().await?;
    web::serve(router(Deps::from_env(&aws)?), &aws).await
}
