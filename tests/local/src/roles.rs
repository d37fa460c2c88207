//! IAM: each function may do what its role in the template allows, and nothing else. Whoever is no function (tools, tests,
//! the stack itself) may do everything.

mod denied;
mod guard;
mod record;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) use denied::Denied;
pub(crate) use guard::guarded;
use record::Record;

use crate::template::{Grant, Template, TemplateError};
use crate::wildcard::matches;

/// The roles of one stack's functions. Clones share them.
#[derive(Clone)]
pub(crate) struct Roles(Arc<Inner>);

struct Inner {
    /// What each function may do, by its name.
    functions: BTreeMap<String, Vec<(Grant, AtomicBool)>>,
    /// Where what was used is written down, the first time.
    record: Option<Record>,
}

/// Something that a caller wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    /// What: `dynamodb:GetItem`.
    pub(crate) name: String,
    /// With what: an ARN, or `*`.
    pub(crate) resource: String,
    /// What the keys of a listing begin with.
    pub(crate) prefix: Option<String>,
}

impl Action {
    /// The action `name` on `resource`.
    pub(crate) fn new(name: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { name: name.into(), resource: resource.into(), prefix: None }
    }
}

impl Roles {
    /// The roles of `template`. What of them is used is written down if the variable `RECORD_ACTIONS` says where, but for
    /// templates that are not the service's own.
    pub(crate) fn new(template: &Template, is_own: bool) -> Result<Self, TemplateError> {
        let mut functions = BTreeMap::new();
        for (id, name) in template.functions() {
            let grants = template.grants(id)?.into_iter().map(|grant| (grant, AtomicBool::new(false)));
            functions.insert(name.to_owned(), grants.collect());
        }
        let record = if is_own { Record::from_process() } else { None };
        Ok(Self(Arc::new(Inner { functions, record })))
    }

    /// The names of the functions, which are the ids of their access keys.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        self.0.functions.keys().map(String::as_str)
    }

    /// Whether whoever has the access key `caller` is a function, and so has a role.
    pub(crate) fn binds(&self, caller: &str) -> bool {
        self.0.functions.contains_key(caller)
    }

    /// Refuses `action` if `caller` has a role that does not allow it.
    pub(crate) fn check(&self, caller: &str, action: &Action) -> Result<(), Denied> {
        let Some(grants) = self.0.functions.get(caller) else { return Ok(()) };
        let mut allowed = false;
        for (grant, used) in grants.iter().filter(|(grant, _)| allows(grant, action)) {
            allowed = true;
            if let Some(record) = self.0.record.as_ref().filter(|_| !used.swap(true, Ordering::Relaxed)) {
                record.used(caller, grant);
            }
        }
        if allowed {
            return Ok(());
        }
        let (name, resource) = (action.name.as_str(), action.resource.as_str());
        tracing::warn!(function = caller, action = name, resource, "the role in template.yaml does not allow this");
        if let Some(record) = &self.0.record {
            record.denied(caller, action);
        }
        Err(Denied { function: caller.to_owned(), action: name.to_owned(), resource: resource.to_owned() })
    }

    /// Refuses `actions` as soon as one of them is refused.
    pub(crate) fn check_all(&self, caller: &str, actions: &[Action]) -> Result<(), Denied> {
        actions.iter().try_for_each(|action| self.check(caller, action))
    }
}

fn allows(grant: &Grant, action: &Action) -> bool {
    let prefix = match (&grant.prefix, &action.prefix) {
        (None, _) => true,
        (Some(pattern), Some(prefix)) => matches(pattern, prefix),
        (Some(_), None) => false,
    };
    prefix && grant.action == action.name && matches(&grant.resource, &action.resource)
}
