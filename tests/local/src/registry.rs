//! The functions that are linked in here, one line each. The template has to name the same.

use axum::Router;
use futures::FutureExt;
use runtime::{Aws, ConfigError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::StartError;
use crate::environment::Environments;
use crate::invoke::Handler;
use crate::template::Template;
use crate::timeline::Timeline;

/// A function, ready to be called.
#[derive(Clone)]
pub(crate) enum Function {
    /// Behind the API or the CDN.
    Http(Router),
    /// Behind events.
    Events(Handler),
}

/// Starts a function with its environment.
type Start = fn(&Aws) -> Result<Function, ConfigError>;

/// A function that answers requests.
macro_rules! http {
    ($function:ident) => {
        (stringify!($function), |aws| {
            let router = $function::router($function::Deps::from_env(aws)?);
            Ok(Function::Http(web::app(router, aws)?))
        })
    };
}

/// A function that handles events of a type.
macro_rules! events {
    ($function:ident, $event:ty) => {
        (stringify!($function), |aws| {
            let deps = Arc::new($function::Deps::from_env(aws)?);
            Ok(Function::Events(Arc::new(move |event| {
                let deps = Arc::clone(&deps);
                async move {
                    let event: $event = serde_json::from_value(event)?;
                    Ok(serde_json::to_value($function::handle(&deps, event).await?)?)
                }
                .boxed()
            })))
        })
    };
}

/// All of them, by the names of their crates.
const FUNCTIONS: &[(&str, Start)] = &[
    http!(convert_alias),
    http!(create_avatar_upload),
    events!(fan_out, fan_out::Call),
    http!(get_alias),
    http!(get_avatar_upload),
    http!(get_profile),
    http!(get_public_profile),
    events!(image_processor, aws_lambda_events::s3::S3Event),
    http!(list_aliases),
    events!(publish_changes, aws_lambda_events::dynamodb::Event),
    events!(record_activity, aws_lambda_events::sqs::SqsEvent),
    http!(regenerate_alias),
    http!(render_alias_avatar),
    http!(render_initials),
    events!(sweep_uploads, aws_lambda_events::eventbridge::EventBridgeEvent),
    http!(batch_get_profiles),
    http!(delete_avatar),
    http!(delete_profile),
    http!(export_profile),
    http!(get_preferences),
    http!(get_privacy),
    http!(grant_badge),
    http!(resolve_alias),
    http!(revoke_badge),
    http!(update_preferences),
    http!(update_privacy),
    http!(update_profile),
    http!(upload_avatar),
];

/// The running functions of one stack, by logical id.
pub(crate) struct Functions(BTreeMap<String, Function>);

impl Functions {
    /// Starts every function of `template`; what events call is noted in `timeline`.
    pub(crate) fn start(
        template: &Template,
        environments: &Environments<'_>,
        timeline: &Timeline,
    ) -> Result<Self, StartError> {
        let names: Vec<String> = FUNCTIONS.iter().map(|(name, _)| name.replace('_', "-")).collect();
        agree(template.functions().map(|(_, name)| name), names.iter().map(String::as_str))?;
        let mut functions = BTreeMap::new();
        for (id, name) in template.functions() {
            for (_, start) in names.iter().zip(FUNCTIONS).filter(|(known, _)| *known == name).map(|(_, entry)| entry) {
                let function = start(&environments.function(id)?)
                    .map_err(|source| StartError::Function { function: name.to_owned(), source })?;
                let function = match function {
                    Function::Events(handler) => Function::Events(timeline.watched(name, handler)),
                    Function::Http(router) => Function::Http(router),
                };
                functions.insert(id.to_owned(), function);
            }
        }
        Ok(Self(functions))
    }

    /// The router of the function with logical id `id`, if it answers requests.
    pub(crate) fn http(&self, id: &str) -> Option<Router> {
        match self.0.get(id)? {
            Function::Http(router) => Some(router.clone()),
            Function::Events(_) => None,
        }
    }

    /// The handler of the function with logical id `id`, which is wired to events.
    pub(crate) fn events(&self, id: &str) -> Result<Handler, StartError> {
        match self.0.get(id) {
            Some(Function::Events(handler)) => Ok(handler.clone()),
            _ => Err(StartError::Registry(format!("the template calls {id} with events, which answers requests"))),
        }
    }

    /// Checks that the functions with these logical ids answer requests.
    pub(crate) fn answer_requests<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<(), StartError> {
        for id in ids {
            if self.http(id).is_none() {
                return Err(StartError::Registry(format!("the template has {id} answer requests, which takes events")));
            }
        }
        Ok(())
    }
}

/// Checks that the template and the registry name the same functions.
fn agree<'a>(
    template: impl Iterator<Item = &'a str>,
    registry: impl Iterator<Item = &'a str>,
) -> Result<(), StartError> {
    let (template, registry): (BTreeSet<_>, BTreeSet<_>) = (template.collect(), registry.collect());
    let only = |one: &BTreeSet<&str>, other: &BTreeSet<&str>, place: &str| {
        let names: Vec<_> = one.difference(other).copied().collect();
        (!names.is_empty()).then(|| format!("only {place} has {}", names.join(", ")))
    };
    let differences = [only(&template, &registry, "the template"), only(&registry, &template, "the registry")];
    let differences: Vec<_> = differences.into_iter().flatten().collect();
    if differences.is_empty() { Ok(()) } else { Err(StartError::Registry(differences.join("; "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_only_one_side_has_is_named() {
        agree(["a", "b"].into_iter(), ["b", "a"].into_iter()).unwrap();
        let error = agree(["a", "b"].into_iter(), ["b", "c"].into_iter()).unwrap_err().to_string();
        assert!(error.ends_with("only the template has a; only the registry has c"), "{error}");
    }
}
