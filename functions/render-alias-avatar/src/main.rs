//! `render-alias-avatar` on Lambda.

use render_alias_avatar::{Deps, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), web::Error> {
    let aws = runtime::init().await?;
    web::serve(router(Deps::from_env(&aws)?), &aws).await
}
