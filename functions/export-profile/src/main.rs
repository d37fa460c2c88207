//! `export-profile` on Lambda.

use export_profile::{Deps, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), web::Error> {
    let aws = runtime::init().await?;
    web::serve(router(Deps::from_env(&aws)?), &aws).await
}
