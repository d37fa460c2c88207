//! Measures, in CloudWatch's embedded metric format: a line of JSON on standard output that Lambda turns into metrics.
//! Dimensions are few and never hold who it was about.

use std::{
    collections::VecDeque,
    fmt,
    io::Write,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::{Map, Value, json};

use crate::Env;

/// The namespace of every metric.
pub const NAMESPACE: &str = "ProfileService";
/// So many lines are kept where they are not printed, the newest.
const KEPT: usize = 10_000;

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Milliseconds,
    /// Hundredths.
    Percent,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Bytes => "Bytes",
            Self::Milliseconds => "Milliseconds",
            Self::Percent => "Percent",
        }
    }
}

/// One measured value.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    name: &'static str,
    unit: Unit,
    value: f64,
    dimensions: Vec<(&'static str, String)>,
}

impl Measure {
    /// The value `value` of the metric called `name`.
    #[must_use]
    pub fn new(name: &'static str, unit: Unit, value: f64) -> Self {
        Self { name, unit, value, dimensions: Vec::new() }
    }

    /// One more of the metric called `name`.
    #[must_use]
    pub fn one(name: &'static str) -> Self {
        Self::new(name, Unit::Count, 1.0)
    }

    /// The same value, told apart by `name`; `value` must be one of a few.
    #[must_use]
    pub fn by(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.dimensions.push((name, value.into()));
        self
    }

    fn line(&self, stage: &str) -> Value {
        let mut names = vec!["Stage"];
        let mut line = Map::new();
        line.insert("Stage".to_owned(), stage.into());
        for (name, value) in &self.dimensions {
            names.push(name);
            line.insert((*name).to_owned(), value.as_str().into());
        }
        line.insert(self.name.to_owned(), self.value.into());
        let metric = json!({"Name": self.name, "Unit": self.unit.name()});
        let directive = json!({"Namespace": NAMESPACE, "Dimensions": [names], "Metrics": [metric]});
        let about = json!({"Timestamp": crate::now().as_millisecond(), "CloudWatchMetrics": [directive]});
        line.insert("_aws".to_owned(), about);
        line.into()
    }
}

/// Where measures go. Clones share it.
#[derive(Clone)]
pub struct Metrics {
    stage: Arc<str>,
    /// The lines that are kept instead of printed.
    kept: Option<Arc<Mutex<VecDeque<Value>>>>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Metrics of the stage `STAGE` that are printed, as Lambda needs them.
    #[must_use]
    pub fn printed(env: &Env) -> Self {
        Self { stage: env.get("STAGE").unwrap_or("dev").into(), kept: None }
    }

    /// Metrics of the stage `STAGE` that are kept to be looked at.
    #[must_use]
    pub fn kept(env: &Env) -> Self {
        Self { kept: Some(Arc::default()), ..Self::printed(env) }
    }

    /// Takes `measure` down.
    pub fn take(&self, measure: &Measure) {
        let line = measure.line(&self.stage);
        match &self.kept {
            // a closed standard output loses a measure, not a request
            None => drop(writeln!(std::io::stdout(), "{line}")),
            Some(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.push_back(line);
                if kept.len() > KEPT {
                    kept.pop_front();
                }
            }
        }
    }

    /// The lines that were kept, oldest first.
    #[must_use]
    pub fn lines(&self) -> Vec<Value> {
        let kept = self.kept.as_ref().map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner));
        kept.map(|kept| kept.iter().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_cloudwatch_reads() {
        let metrics = Metrics::kept(&Env::default());
        metrics.take(&Measure::new("ResponseTime", Unit::Milliseconds, 12.5).by("Operation", "GET /v1/profile"));
        let line = &metrics.lines()[0];
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "ProfileService");
        assert_eq!(directive["Dimensions"], json!([["Stage", "Operation"]]));
        assert_eq!(directive["Metrics"], json!([{"Name": "ResponseTime", "Unit": "Milliseconds"}]));
        assert_eq!((&line["ResponseTime"], &line["Stage"]), (&json!(12.5), &json!("dev")));
        assert!(line["_aws"]["Timestamp"].is_i64());
    }
}
