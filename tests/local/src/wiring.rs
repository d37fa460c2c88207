//! The template's wires, laid between the parts of one stack.

use axum::Router;
use std::collections::{BTreeMap, BTreeSet};

use crate::deliveries::Deliveries;
use crate::dev::Dev;
use crate::invoke::Invoker;
use crate::queues::Queues;
use crate::registry::Functions;
use crate::secrets::Secrets;
use crate::stop::Background;
use crate::template::{Target, Template};
use crate::timeline::Timeline;
use crate::triggers::Triggers;
use crate::{StartError, api, cdn, dev};

/// Everything that can be called without waiting, by logical id.
pub(crate) fn invokers(
    template: &Template,
    functions: &Functions,
    background: &Background,
    queues: &Queues,
) -> Result<BTreeMap<String, Invoker>, StartError> {
    let by_uploads = template.uploads.iter().map(|trigger| &trigger.function);
    let by_rules = template.rules.iter().flat_map(|rule| &rule.targets).filter_map(|target| match target {
        Target::Function(id) => Some(id),
        Target::Queue(_) | Target::Topic(_) => None,
    });
    let by_schedules = template.schedules.iter().map(|schedule| &schedule.function);
    let ids: BTreeSet<&String> = by_uploads.chain(by_rules).chain(by_schedules).collect();
    let mut invokers = BTreeMap::new();
    for id in ids {
        let (name, config) = (template.function(id), template.asynchronous(id)?);
        invokers.insert(id.clone(), Invoker::new(name, functions.events(id)?, config, background, queues));
    }
    Ok(invokers)
}

/// What new objects call.
pub(crate) fn triggers(template: &mut Template, invokers: &BTreeMap<String, Invoker>, timeline: &Timeline) -> Triggers {
    let mut triggers = Vec::new();
    for trigger in std::mem::take(&mut template.uploads) {
        if let (Some(bucket), Some(invoker)) = (template.buckets.get(&trigger.bucket), invokers.get(&trigger.function))
        {
            triggers.push((bucket.name.clone(), trigger, invoker.clone()));
        }
    }
    Triggers::new(triggers, timeline)
}

/// Everything on the first port, with the `services` that only the functions call.
pub(crate) fn front(
    template: &mut Template,
    functions: &Functions,
    aws: &runtime::Aws,
    secrets: &Secrets,
    deliveries: &Deliveries,
    services: Router,
) -> Result<Router, StartError> {
    let drawn = template.cdn.iter().flat_map(|cdn| &cdn.functions).map(|(_, function)| function);
    functions.answer_requests(template.routes.iter().map(|route| &route.function).chain(drawn).map(String::as_str))?;
    let dev = dev::router(Dev {
        jwt_secret: secrets.jwt_secret.clone(),
        webhook_secret: secrets.webhook_secret.clone(),
        deliveries: deliveries.clone(),
        metrics: aws.metrics.clone(),
    });
    let mut router =
        api::router(&template.routes, template.cors.take(), |id| functions.http(id)).nest("/dev", dev).merge(services);
    if let Some(cdn) = &template.cdn {
        let bucket = template.buckets.get(&cdn.bucket).map(|bucket| bucket.name.clone()).unwrap_or_default();
        router = router.merge(cdn::router(cdn, aws, &bucket, |id| functions.http(id)));
    }
    Ok(router)
}
