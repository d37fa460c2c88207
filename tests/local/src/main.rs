//! `cargo run`: the whole profile service on this machine.

use clap::Parser;
use local::{Data, Options, Stack, StartError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// The profile service on this machine: API, CDN and console, S3 and DynamoDB, in one process and without a cloud.
#[derive(Debug, Parser)]
#[command(name = "local")]
struct Arguments {
    /// Port of the API and the CDN (0 = any free)
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Port of S3 (0 = any free)
    #[arg(long, default_value_t = 9000)]
    s3_port: u16,
    /// Port of DynamoDB (0 = any free)
    #[arg(long, default_value_t = 8000)]
    dynamodb_port: u16,
    /// Folder that keeps the data
    #[arg(long, value_name = "DIR", default_value = ".local")]
    data: PathBuf,
    /// Keep nothing: the data goes when this ends
    #[arg(long, conflicts_with = "data")]
    ephemeral: bool,
    /// Print docs/openapi.yml and end
    #[arg(long, hide = true)]
    openapi: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    imaging::hand_over();
    let arguments = Arguments::parse();
    if arguments.openapi {
        print(&local::openapi());
        return ExitCode::SUCCESS;
    }
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), StartError> {
    let env = local::overrides(Path::new("."))?;
    log(env.get("LOG_LEVEL").map_or("info", String::as_str));
    let stack = Stack::start(Options {
        port: arguments.port,
        s3_port: arguments.s3_port,
        dynamodb_port: arguments.dynamodb_port,
        data: if arguments.ephemeral { Data::Ephemeral } else { Data::Dir(arguments.data.clone()) },
        template: None,
        env,
        endpoints: BTreeMap::new(),
        s3_events: true,
        demo: true,
    })
    .await?;
    greet(&stack, (!arguments.ephemeral).then_some(arguments.data.as_path()));
    interrupted().await;
    say("stopping; once more to stop at once");
    tokio::select! {
        () = stack.stop() => {}
        () = interrupted() => {}
    }
    Ok(())
}

/// Logs for a person at a terminal, beside what is to be pasted.
fn log(level: &str) {
    // the libraries' own lines hold requests, and so people's data; s3s has an error for every request that it refuses
    let filter = format!("{level},aws=error,dynoxide=warn,h2=warn,hyper=warn,hyper_util=warn,s3s=off,s3s_fs=warn");
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
}

/// Waits for Ctrl-C, or for the polite signal where there is one.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _pressed = tokio::signal::ctrl_c().await;
}

#[expect(clippy::print_stderr, reason = "a line for whoever started this, which is not a log line")]
fn say(line: &str) {
    eprintln!("{line}");
}

#[expect(clippy::print_stdout, reason = "the document goes where it can be piped from")]
fn print(document: &str) {
    print!("{document}");
}

#[expect(clippy::print_stdout, reason = "what is to be pasted goes where it can be copied or piped from")]
fn greet(stack: &Stack, data: Option<&Path>) {
    let (api, s3, dynamodb) = (stack.api_url(), stack.s3_url(), stack.dynamodb_url());
    let (john, jane) = (stack.token("usr_123456789"), stack.token("usr_987654321"));
    let (key, secret) = stack.credentials();
    let data = data.map_or_else(|| "nowhere".to_owned(), |data| data.display().to_string());
    println!(
        "\
The profile service is ready.

  console    {api}/
  API, CDN   {api}
  S3         {s3}  (AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret})
  DynamoDB   {dynamodb}
  events     {api}/dev/deliveries
  data       {data}

# Jane Developer, usr_987654321
export JWT_TOKEN={jane}
# John Doe, usr_123456789
export JWT_TOKEN={john}

# Get user profile
curl -H \"Authorization: Bearer $JWT_TOKEN\" {api}/v1/profile

# Update profile
curl -X PUT -H \"Authorization: Bearer $JWT_TOKEN\" -H \"Content-Type: application/json\" \\
     -d '{{\"displayName\": \"Updated Name\"}}' {api}/v1/profile

# Upload avatar
curl -X POST -H \"Authorization: Bearer $JWT_TOKEN\" \\
     -F \"avatar=@./tests/photos/test-avatar.jpg\" {api}/v1/profile/avatar

Ctrl-C stops it."
    );
}
