//! The template's rules: which events on a bus call what.

use serde_json::Value;

use super::TemplateError;
use super::events::Wiring;
use super::intrinsics::{Resolver, referenced};
use super::properties::Properties;

/// Events on a bus call targets.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The bus's name.
    pub(crate) bus: String,
    /// The rule's logical id.
    pub(crate) name: String,
    /// What an event has to look like.
    pub(crate) pattern: Value,
    /// What is called.
    pub(crate) targets: Vec<Target>,
}

/// What a rule calls.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A function, by logical id.
    Function(String),
    /// A queue, by logical id.
    Queue(String),
    /// An SNS topic, by name.
    Topic(String),
}

impl Target {
    /// The logical id, or the topic's name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Function(name) | Self::Queue(name) | Self::Topic(name) => name,
        }
    }
}

impl Wiring {
    /// Reads an `AWS::Events::Rule`.
    pub(super) fn rule(&mut self, resolver: &Resolver, id: &str, properties: &Value) -> Result<(), TemplateError> {
        let values = resolver.resolve(properties)?.unwrap_or_default();
        let properties = Properties { subject: id, value: &values };
        properties.only(&["EventBusName", "EventPattern", "Targets"], &["Description", "Name", "State"])?;
        if values["State"] == "DISABLED" {
            return Ok(());
        }
        let mut targets = Vec::new();
        for target in values["Targets"].as_array().into_iter().flatten() {
            let subject = format!("{id}.Targets");
            let properties = Properties { subject: &subject, value: target };
            // an input transformer would change what the target sees, so it is not among what may be passed over
            properties.only(&["Arn"], &["DeadLetterConfig", "Id", "RetryPolicy"])?;
            let arn = properties.text("Arn")?;
            targets.push(match (referenced(&arn), arn.strip_prefix("arn:aws:sns:")) {
                (Some(id), _) if resolver.section("Resources")[id]["Type"] == "AWS::SQS::Queue" => {
                    Target::Queue(id.to_owned())
                }
                (Some(function), _) => Target::Function(function.to_owned()),
                (None, Some(topic)) => Target::Topic(topic.rsplit(':').next().unwrap_or(topic).to_owned()),
                _ => {
                    return Err(TemplateError::new(
                        &subject,
                        &format!("has the target {arn}, which nothing here plays"),
                    ));
                }
            });
        }
        self.rules.push(Rule {
            bus: properties.text("EventBusName")?,
            name: id.to_owned(),
            pattern: values["EventPattern"].clone(),
            targets,
        });
        Ok(())
    }
}
