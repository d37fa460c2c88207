//! What each function finds in its environment: the template's variables, with the values of this stack.

use runtime::{Aws, Env, Metrics};
use std::collections::BTreeMap;
use std::path::Path;

use crate::secrets::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, Secrets};
use crate::template::{REGION, Template};
use crate::token;
use crate::{Options, StartError};

/// Variables that name tables and buckets, which then get these names.
pub(crate) const NAMES: [&str; 4] =
    ["DYNAMODB_TABLE_PROFILES", "DYNAMODB_TABLE_ALIASES", "DYNAMODB_TABLE_LEDGER", "S3_BUCKET_AVATARS"];
/// Variables that tune the functions, whether the template sets them or not.
const TUNABLES: [&str; 10] = [
    "ALIAS_EXPIRY_HOURS",
    "GENERATE_THUMBNAILS",
    "IMAGE_ALLOWED_TYPES",
    "IMAGE_MAX_SIZE",
    "LOG_LEVEL",
    "MEDIUM_SIZE",
    "ORIGINAL_MAX_EDGE",
    "PROFILE_CACHE_TTL",
    "PUBLIC_PROFILE_READ",
    "THUMBNAIL_SIZE",
];
/// Variables that only some functions have, for which the stack has values of its own.
const REPLACEABLE: [&str; 6] =
    ["ETAG_KEY", "FANOUT_TARGETS", "JWT_AUDIENCE", "JWT_ISSUER", "JWT_SECRET", "WEBHOOK_SECRET"];
/// Variables that say what the stack itself is.
const OWN: [&str; 4] = ["AUTH_SERVICE_URL", "CLOUDFRONT_DOMAIN", "EVENT_BUS_NAME", "STAGE"];

/// What of a `.env` file in `folder`, and over that of the process's environment, is for the functions.
pub fn overrides(folder: &Path) -> Result<BTreeMap<String, String>, StartError> {
    let file = folder.join(".env");
    let mut found = BTreeMap::new();
    if file.is_file() {
        let failed = |error: dotenvy::Error| StartError::DotEnv { file: file.clone(), problem: error.to_string() };
        for pair in dotenvy::from_path_iter(&file).map_err(failed)? {
            let (name, value) = pair.map_err(failed)?;
            found.insert(name, value);
        }
    }
    let settable = |name: &str| NAMES.contains(&name) || TUNABLES.contains(&name) || REPLACEABLE.contains(&name);
    for name in NAMES.into_iter().chain(TUNABLES).chain(REPLACEABLE) {
        if let Ok(value) = std::env::var(name) {
            found.insert(name.to_owned(), value);
        }
    }
    let (for_functions, others) = found.into_iter().partition(|(name, _): &(String, String)| settable(name));
    found = for_functions;
    let others: BTreeMap<String, String> = others;
    if !others.is_empty() {
        let names = others.into_keys().collect::<Vec<_>>().join(", ");
        tracing::warn!(names, "not taken from .env: the local service is these places itself, or does not know them");
    }
    Ok(found)
}

/// The ports that the stack listens on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    /// The API, the CDN, and everything under `/dev`.
    pub(crate) api: u16,
    /// S3.
    pub(crate) s3: u16,
    /// DynamoDB.
    pub(crate) dynamodb: u16,
}

/// The environments of one stack's functions.
pub(crate) struct Environments<'a> {
    template: &'a Template,
    /// Values for the variables that the template gives a function.
    values: BTreeMap<String, String>,
    /// Variables that every function gets.
    everywhere: BTreeMap<String, String>,
    /// What every function measures.
    metrics: Metrics,
    /// Origins of pages that are served here.
    origins: String,
}

impl<'a> Environments<'a> {
    /// The environments of a stack on `ports`, with what `options` sets.
    pub(crate) fn new(template: &'a Template, ports: Ports, secrets: &Secrets, options: &Options) -> Self {
        let overrides = &options.env;
        let here = format!("http://127.0.0.1:{}", ports.api);
        let pairs = |pairs: &[(&str, String)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
        };
        let mut values = pairs(&[
            ("ALIAS_KEY", secrets.alias_key.clone()),
            ("AUTH_SERVICE_URL", format!("{here}/dev")),
            ("CLOUDFRONT_DOMAIN", format!("http://localhost:{}", ports.api)),
            ("ETAG_KEY", secrets.etag_key.clone()),
            ("FANOUT_TARGETS", format!("chat={here}/dev/subscribers/chat,post={here}/dev/subscribers/post")),
            ("FANOUT_PRIVATE_TARGETS", "true".to_owned()),
            ("JWT_AUDIENCE", token::AUDIENCE.to_owned()),
            ("JWT_ISSUER", token::ISSUER.to_owned()),
            ("JWT_SECRET", secrets.jwt_secret.clone()),
            ("MODERATION_KEY", secrets.moderation_key.clone()),
            ("TOMBSTONE_KEY", secrets.tombstone_key.clone()),
            ("WEBHOOK_SECRET", secrets.webhook_secret.clone()),
        ]);
        let mut everywhere = pairs(&[
            ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://127.0.0.1:{}", ports.dynamodb)),
            ("AWS_ENDPOINT_URL_EVENTBRIDGE", format!("{here}/dev/bus")),
            ("AWS_ENDPOINT_URL_SQS", format!("{here}/dev/queues")),
            // tickets carry this address to clients, and signatures cover it
            ("AWS_ENDPOINT_URL_S3", format!("http://localhost:{}", ports.s3)),
            ("AWS_REGION", REGION.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
        ]);
        if overrides.contains_key("JWT_SECRET") {
            // whoever brings the key brings tokens of an issuer of their own
            values.insert("JWT_ISSUER".to_owned(), String::new());
            values.insert("JWT_AUDIENCE".to_owned(), String::new());
        }
        for (name, value) in overrides {
            if TUNABLES.contains(&name.as_str()) {
                everywhere.insert(name.clone(), value.clone());
            } else if !name.starts_with("AWS_") && !OWN.contains(&name.as_str()) {
                values.insert(name.clone(), value.clone());
            }
        }
        everywhere.extend(options.endpoints.clone());
        let origins = format!("http://localhost:{0},http://127.0.0.1:{0}", ports.api);
        Self { template, values, everywhere, origins, metrics: Metrics::kept(&Env::default()) }
    }

    /// What the functions and the stack itself reach the three servers with.
    pub(crate) fn stack(&self) -> Result<Aws, StartError> {
        self.aws("the stack itself", ACCESS_KEY_ID, BTreeMap::new())
    }

    /// What the function with logical id `id` is started with.
    pub(crate) fn function(&self, id: &str) -> Result<Aws, StartError> {
        let mut environment = self.template.environment(id, &self.values)?;
        if let Some(origins) = environment.get_mut("ALLOWED_ORIGINS") {
            *origins = format!("{origins},{}", self.origins);
        }
        let name = self.template.function(id);
        // servers know by it whose role a call has
        self.aws(name, name, environment)
    }

    fn aws(&self, name: &str, key: &str, mut environment: BTreeMap<String, String>) -> Result<Aws, StartError> {
        environment.extend(self.everywhere.clone());
        environment.insert("AWS_ACCESS_KEY_ID".to_owned(), key.to_owned());
        let aws = Aws::with_env(Env::from_pairs(environment))
            .map_err(|source| StartError::Function { function: name.to_owned(), source })?;
        Ok(Aws { metrics: self.metrics.clone(), ..aws })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "AWS_REGION=eu-west-1
DYNAMODB_TABLE_PROFILES=mine
CLOUDFRONT_DOMAIN=d123456789.cloudfront.net
AUTH_SERVICE_URL=https://api.multitask.com/v1/auth
LOG_LEVEL=debug
IMAGE_MAX_SIZE=5242880  # 5MB
ALIAS_EXPIRY_HOURS=720  # 30 days
";

    fn overridden() -> BTreeMap<String, String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), SEED).unwrap();
        overrides(folder.path()).unwrap()
    }

    #[test]
    fn a_file_sets_what_may_be_set_and_nothing_else() {
        let found = overridden();
        assert_eq!(found["IMAGE_MAX_SIZE"], "5242880");
        assert_eq!(found["ALIAS_EXPIRY_HOURS"], "720");
        assert_eq!(found["DYNAMODB_TABLE_PROFILES"], "mine");
        assert!(!found.contains_key("AWS_REGION") && !found.contains_key("CLOUDFRONT_DOMAIN"), "{found:?}");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), "not a variable\n").unwrap();
        let error = overrides(folder.path()).unwrap_err().to_string();
        assert!(error.contains(".env") && !error.contains('\n'), "{error}");
    }

    #[test]
    fn functions_find_the_stack_whatever_is_overridden() {
        let template = Template::load().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (secrets, _) = Secrets::open(&folder.path().join("secrets.json")).unwrap();
        let mut overrides = overridden();
        for name in ["AWS_ENDPOINT_URL_S3", "AUTH_SERVICE_URL", "CLOUDFRONT_DOMAIN"] {
            overrides.insert(name.to_owned(), "https://elsewhere.example".to_owned());
        }
        let ports = Ports { api: 1, s3: 2, dynamodb: 3 };
        let options = Options { env: overrides, ..Options::ephemeral() };
        let environments = Environments::new(&template, ports, &secrets, &options);
        let aws = environments.function("GetProfileFunction").unwrap();
        assert_eq!(aws.env.get("CLOUDFRONT_DOMAIN"), Some("http://localhost:1"));
        assert_eq!(aws.env.get("AWS_ENDPOINT_URL_S3"), Some("http://localhost:2"));
        assert_eq!(aws.env.get("AWS_REGION"), Some("us-east-1"));
        assert_eq!(aws.env.get("AWS_ACCESS_KEY_ID"), Some("get-profile"));
        assert_eq!(aws.env.get("DYNAMODB_TABLE_PROFILES"), Some("mine"));
        assert_eq!(aws.env.get("IMAGE_MAX_SIZE"), Some("5242880"));
        assert_eq!(aws.env.get("JWT_SECRET"), Some(secrets.jwt_secret.as_str()));
        assert_eq!(aws.env.get("WEBHOOK_SECRET"), None, "the template does not give it to this function");
    }
}
