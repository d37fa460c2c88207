//! The template's schedules: functions that are called again and again.

use std::time::Duration;

use super::TemplateError;
use super::properties::Properties;

/// A function that is called at a steady rate.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// The function that is called.
    pub(crate) function: String,
    /// The time between two calls.
    pub(crate) every: Duration,
}

/// Reads a function's event of type `Schedule`, such as `rate(5 minutes)`.
pub(super) fn schedule(properties: &Properties<'_>, function: &str) -> Result<Schedule, TemplateError> {
    properties.only(&["Schedule"], &["DeadLetterConfig", "Description", "Enabled", "Name", "RetryPolicy"])?;
    let expression = properties.text("Schedule")?;
    let every = rate(&expression).ok_or_else(|| {
        TemplateError::new(properties.subject, &format!("is called by {expression}, which is no rate"))
    })?;
    Ok(Schedule { function: function.to_owned(), every })
}

fn rate(expression: &str) -> Option<Duration> {
    let (count, unit) = expression.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let unit = match unit.trim_end_matches('s') {
        "minute" => 60,
        "hour" => 3600,
        "day" => 86_400,
        _ => return None,
    };
    Some(Duration::from_secs(count.parse::<u64>().ok().filter(|count| *count > 0)?.checked_mul(unit)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_and_anything_else_is_none() {
        assert_eq!(rate("rate(5 minutes)"), Some(Duration::from_mins(5)));
        assert_eq!(rate("rate(1 hour)"), Some(Duration::from_hours(1)));
        for bad in ["rate(0 minutes)", "rate(5 fortnights)", "rate(5)", "cron(0 12 * * ? *)", "rate(-1 minutes)"] {
            assert_eq!(rate(bad), None, "{bad}");
        }
    }
}
