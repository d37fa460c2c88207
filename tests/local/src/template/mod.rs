//! `template.yaml`, read as the wiring of the service: what is deployed and what runs here is the same text.

mod conditions;
mod edge;
mod events;
mod intrinsics;
mod policies;
mod properties;
mod queues;
mod resources;
mod rules;
mod schedules;
#[cfg(test)]
mod tests;
mod yaml;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) use edge::{ApiCors, Cdn};
pub(crate) use events::{Asynchronous, Route, StreamTrigger, UploadTrigger};
use intrinsics::Resolver;
pub(crate) use intrinsics::{ACCOUNT, REGION};
pub(crate) use policies::Grant;
pub(crate) use queues::{Queue, QueueTrigger};
pub(crate) use resources::{Bucket, CorsRule, Table};
pub(crate) use rules::{Rule, Target};
pub(crate) use schedules::Schedule;

/// The service's own template, as it was when this was compiled.
const TEMPLATE: &str = include_str!("../../../../template.yaml");

/// Something in `template.yaml` that this stack cannot read, and so could not run as it is deployed.
#[derive(Debug, thiserror::Error)]
#[error("template.yaml: {subject} {problem}")]
pub struct TemplateError {
    subject: String,
    problem: String,
}

impl TemplateError {
    fn new(subject: &str, problem: &str) -> Self {
        Self { subject: subject.to_owned(), problem: problem.to_owned() }
    }
}

/// Resource types that would wire something, in a way that this stack does not know.
const UNKNOWN_WIRING: [&str; 9] = [
    "AWS::ApiGateway::Method",
    "AWS::ApiGatewayV2::Api",
    "AWS::DynamoDB::GlobalTable",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Pipes::Pipe",
    "AWS::Scheduler::Schedule",
    "AWS::Serverless::HttpApi",
    "AWS::Serverless::SimpleTable",
];

/// The resolved model.
#[derive(Debug)]
pub(crate) struct Template {
    resolver: Resolver,
    /// The functions' names, as their folders have them, by logical id.
    functions: BTreeMap<String, String>,
    /// What API Gateway does with requests.
    pub(crate) routes: Vec<Route>,
    /// What S3 does with new objects.
    pub(crate) uploads: Vec<UploadTrigger>,
    /// What follows the tables' streams.
    pub(crate) streams: Vec<StreamTrigger>,
    /// What takes messages off the queues.
    pub(crate) takers: Vec<QueueTrigger>,
    /// What is called again and again.
    pub(crate) schedules: Vec<Schedule>,
    /// What the buses do with events.
    pub(crate) rules: Vec<Rule>,
    /// Tables by logical id.
    pub(crate) tables: BTreeMap<String, Table>,
    /// Buckets by logical id.
    pub(crate) buckets: BTreeMap<String, Bucket>,
    /// Queues by logical id.
    pub(crate) queues: BTreeMap<String, Queue>,
    /// The event buses' names.
    pub(crate) buses: BTreeSet<String>,
    /// What serves pictures.
    pub(crate) cdn: Option<Cdn>,
    /// How the API answers browsers that ask before they call.
    pub(crate) cors: Option<ApiCors>,
}

impl Template {
    /// Reads the service's own template.
    pub(crate) fn load() -> Result<Self, TemplateError> {
        Self::parse(TEMPLATE)
    }

    /// Reads `text` as a template, with the parameter `Stage` at `dev` and all others at their defaults.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        let resolver = Resolver::new(yaml::from_yaml(text)?, &[("Stage", "dev")]);
        let mut template = Self {
            functions: BTreeMap::new(),
            routes: Vec::new(),
            uploads: Vec::new(),
            streams: Vec::new(),
            takers: Vec::new(),
            schedules: Vec::new(),
            rules: Vec::new(),
            tables: BTreeMap::new(),
            buckets: BTreeMap::new(),
            queues: BTreeMap::new(),
            buses: BTreeSet::new(),
            cdn: None,
            cors: None,
            resolver,
        };
        let mut wired = events::Wiring::default();
        for (id, kind, resource) in template.resolver.resources()? {
            let properties = &resource["Properties"];
            match kind {
                "AWS::Serverless::Function" => {
                    template.functions.insert(id.to_owned(), function_name(id)?);
                    wired.function_events(&template.resolver, id, &properties["Events"])?;
                }
                "AWS::Events::Rule" => wired.rule(&template.resolver, id, properties)?,
                "AWS::Events::EventBus" => {
                    template.buses.insert(template.resolver.text(&properties["Name"])?);
                }
                "AWS::SQS::Queue" => {
                    template.queues.insert(id.to_owned(), Queue::read(&template.resolver, id, properties)?);
                }
                "AWS::DynamoDB::Table" => {
                    template.tables.insert(id.to_owned(), Table::read(&template.resolver, id, properties)?);
                }
                "AWS::S3::Bucket" => {
                    template.buckets.insert(id.to_owned(), Bucket::read(&template.resolver, id, properties)?);
                    wired.bucket_notifications(&template.resolver, id, properties)?;
                }
                "AWS::Serverless::Api" => template.cors = ApiCors::read(&template.resolver, properties)?,
                kind if UNKNOWN_WIRING.contains(&kind) => {
                    return Err(TemplateError::new(id, &format!("is of type {kind}, which one machine cannot play")));
                }
                _ => {}
            }
        }
        for (id, kind, resource) in template.resolver.resources()? {
            if kind == "AWS::CloudFront::Distribution" {
                template.cdn = Some(Cdn::read(&template.resolver, id, &resource["Properties"], &template.buckets)?);
            }
        }
        template.wire(wired)?;
        Ok(template)
    }

    /// Takes the wiring over, having checked that both ends of each wire exist.
    fn wire(&mut self, wired: events::Wiring) -> Result<(), TemplateError> {
        let known = |what: &str, id: &str, exists: bool| {
            exists.then_some(()).ok_or_else(|| TemplateError::new(id, &format!("is wired as a {what} but is none")))
        };
        for trigger in &wired.uploads {
            known("bucket", &trigger.bucket, self.buckets.contains_key(&trigger.bucket))?;
            known("function", &trigger.function, self.functions.contains_key(&trigger.function))?;
        }
        for (_, function) in self.cdn.iter().flat_map(|cdn| &cdn.functions) {
            known("function", function, self.functions.contains_key(function))?;
        }
        for trigger in &wired.streams {
            known(
                "table with a stream",
                &trigger.table,
                self.tables.get(&trigger.table).is_some_and(Table::has_stream),
            )?;
        }
        for rule in &wired.rules {
            known("event bus", &rule.bus, self.buses.contains(&rule.bus))?;
            for target in &rule.targets {
                if let Target::Function(function) = target {
                    known("function", function, self.functions.contains_key(function))?;
                }
            }
        }
        for trigger in &wired.takers {
            known("queue", &trigger.queue, self.queues.contains_key(&trigger.queue))?;
        }
        for redrive in self.queues.values().filter_map(|queue| queue.redrive.as_ref()) {
            known("queue", &redrive.dead_letters, self.queues.contains_key(&redrive.dead_letters))?;
        }
        self.routes = wired.routes;
        self.uploads = wired.uploads;
        self.streams = wired.streams;
        self.takers = wired.takers;
        self.schedules = wired.schedules;
        self.rules = wired.rules;
        Ok(())
    }

    /// The functions' names, as their folders have them, by logical id.
    pub(crate) fn functions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.functions.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }

    /// The folder's name of the function with logical id `id`.
    pub(crate) fn function<'a>(&'a self, id: &'a str) -> &'a str {
        self.functions.get(id).map_or(id, String::as_str)
    }

    /// How the function with logical id `id` is called when nobody waits for it.
    pub(crate) fn asynchronous(&self, id: &str) -> Result<Asynchronous, TemplateError> {
        let properties = &self.resolver.section("Resources")[id]["Properties"];
        Asynchronous::read(&self.resolver, &properties["EventInvokeConfig"])
    }

    /// The environment that the template gives the function with logical id `id`, with the value of every variable that
    /// `instead` holds taken from there.
    pub(crate) fn environment(
        &self,
        id: &str,
        instead: &BTreeMap<String, String>,
    ) -> Result<BTreeMap<String, String>, TemplateError> {
        let globals = &self.resolver.section("Globals")["Function"]["Environment"]["Variables"];
        let own = &self.resolver.section("Resources")[id]["Properties"]["Environment"]["Variables"];
        let mut environment = BTreeMap::new();
        for (name, value) in globals.as_object().into_iter().flatten().chain(own.as_object().into_iter().flatten()) {
            let Some(value) = (match instead.get(name) {
                Some(value) => Some(Value::from(value.as_str())),
                None => self.resolver.resolve(value)?,
            }) else {
                continue;
            };
            let value = self.resolver.text(&value)?;
            if value.contains("${") || value.contains("{{resolve:") {
                let problem = format!("gives {name} the value {value}, which exists only once deployed");
                return Err(TemplateError::new(id, &problem));
            }
            environment.insert(name.clone(), value);
        }
        Ok(environment)
    }

    /// Gives the table or bucket that the template names in `variable` the name `name` instead.
    pub(crate) fn rename(&mut self, variable: &str, name: &str) -> Result<(), TemplateError> {
        let globals = &self.resolver.section("Globals")["Function"]["Environment"]["Variables"];
        let functions = self.functions.keys().map(|id| &self.resolver.section("Resources")[id]["Properties"]);
        let value = functions
            .map(|properties| &properties["Environment"]["Variables"])
            .chain([globals])
            .find_map(|variables| variables.get(variable));
        let Some(value) = value else { return Ok(()) };
        let current = self.resolver.text(value)?;
        let tables = self.tables.values_mut().map(|table| &mut table.name);
        for resource in tables.chain(self.buckets.values_mut().map(|bucket| &mut bucket.name)) {
            if *resource == current {
                name.clone_into(resource);
            }
        }
        Ok(())
    }
}

/// `GetProfileFunction` is the function in `functions/get-profile`.
fn function_name(id: &str) -> Result<String, TemplateError> {
    let stem = id
        .strip_suffix("Function")
        .filter(|stem| stem.starts_with(|c: char| c.is_ascii_uppercase()))
        .ok_or_else(|| TemplateError::new(id, "is not named as functions are: VerbNounFunction"))?;
    let mut name = String::new();
    for (at, letter) in stem.chars().enumerate() {
        if letter.is_ascii_uppercase() && at > 0 {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    Ok(name)
}
