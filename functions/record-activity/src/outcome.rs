//! What became of each message.

use std::collections::BTreeMap;

use runtime::{Measure, Metrics, Unit};

use crate::batch::Origin;

/// What became of an event. Of several, for several people, the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// It changes nothing for anybody.
    Ignored,
    /// It is from before an erasure, or too old to tell whether it was applied.
    Outdated,
    /// It was applied before.
    Duplicate,
    /// It is applied.
    Applied,
    /// It is not applied for everybody, and has to come again.
    Failed,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Ignored => "ignored",
            Self::Outdated => "outdated",
            Self::Duplicate => "duplicate",
            Self::Applied => "applied",
            Self::Failed => "failed",
        }
    }
}

/// What became of the messages of a batch, by their places in it.
#[derive(Default)]
pub(crate) struct Outcomes(BTreeMap<usize, (&'static str, Outcome)>);

impl Outcomes {
    /// Notes that a message came to `outcome`.
    pub(crate) fn note(&mut self, (at, kind): Origin, outcome: Outcome) {
        let noted = self.0.entry(at).or_insert((kind, outcome));
        noted.1 = noted.1.max(outcome);
    }

    /// The places of the messages that have to come again.
    pub(crate) fn failed(&self) -> impl Iterator<Item = usize> {
        self.0.iter().filter(|(_, (_, outcome))| *outcome == Outcome::Failed).map(|(at, _)| *at)
    }

    /// Counts events by kind and outcome.
    pub(crate) fn measure(&self, metrics: &Metrics) {
        let mut counts = BTreeMap::<_, f64>::new();
        for of in self.0.values() {
            *counts.entry(of).or_default() += 1.0;
        }
        for ((kind, outcome), count) in counts {
            let measure = Measure::new("ActivityEvents", Unit::Count, count);
            metrics.take(&measure.by("Type", *kind).by("Outcome", outcome.name()));
        }
    }
}
