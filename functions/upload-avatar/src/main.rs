//! `upload-avatar` on Lambda.

use upload_avatar::{Deps, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), web::Error> {
    imaging::hand_over();
    let aws = runtime::init().await?;
    web::serve(router(Deps::from_env(&aws)?), &aws).await
}
