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

/// One measured value, or several of the same thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    values: Vec<(&'static str, Unit, f64)>,
    dimensions: Vec<(&'static str, String)>,
}

impl Measure {
    /// The value `value` of the metric called `name`.
    #[must_use]
    pub fn new(name: &'static str, unit: Unit, value: f64) -> Self {
        Self { values: vec![(name, unit, value)], dimensions: Vec::new() }
    }

    /// One more of the metric called `name`.
    #[must_use]
    pub fn one(name: &'static str) -> Self {
        Self::new(name, Unit::Count, 1.0)
    }

    /// The value `value` of the metric called `name` too, told apart as the first is.
    #[must_use]
    pub fn and(mut self, name: &'static str, unit: Unit, value: f64) -> Self {
        self.values.push((name, unit, value));
        self
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
        let mut metrics = Vec::new();
        for (name, unit, value) in &self.values {
            line.insert((*name).to_owned(), (*value).into());
            metrics.push(json!({"Name": name, "Unit": unit.name()}));
        }
        let directive = json!({"Namespace": NAMESPACE, "Dimensions": [names], "Metrics": metrics});
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
        let measure = Measure::new("ResponseTime", Unit::Milliseconds, 12.5).and("ServerErrors", Unit::Count, 0.0);
        metrics.take(&measure.by("Operation", "GET /v1/profile"));
        let line = &metrics.lines()[0];
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "ProfileService");
        assert_eq!(directive["Dimensions"], json!([["Stage", "Operation"]]));
        let metrics = [("ResponseTime", "Milliseconds"), ("ServerErrors", "Count")];
        assert_eq!(directive["Metrics"], json!(metrics.map(|(name, unit)| json!({"Name": name, "Unit": unit}))));
        assert_eq!((&line["ResponseTime"], &line["ServerErrors"]), (&json!(12.5), &json!(0.0)));
        assert_eq!(line["Stage"], "dev");
        assert!(line["_aws"]["Timestamp"].is_i64());
    }
}
