//! Environment variables, read and checked once at start.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::Arc;

/// A variable that a function needs is missing or cannot be used; the function refuses to start.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The variable is not set, or is empty.
    #[error("environment variable {0} is required but not set")]
    Missing(String),
    /// The variable is set to something that is not allowed.
    #[error("environment variable {name} is `{value}`: {reason}")]
    Invalid {
        /// The variable's name.
        name: String,
        /// What it was set to.
        value: String,
        /// What is wrong with that.
        reason: String,
    },
    /// A secret is set to something that is not allowed; its value is not repeated.
    #[error("environment variable {name} holds no usable secret: {reason}")]
    InvalidSecret {
        /// The variable's name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// The environment variables of one function. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Env(Arc<BTreeMap<String, String>>);

impl Env {
    /// The process environment.
    #[must_use]
    pub fn from_process() -> Self {
        // not `vars()`, which panics when any variable on the machine is not Unicode
        Self::from_pairs(
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
    }

    /// An environment made of `pairs`, for a process that plays more than one function.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(Arc::new(pairs.into_iter().collect()))
    }

    /// The trimmed value of `name`; unset and empty are the same.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The value of `name`, which must be set and parse.
    pub fn required<T>(&self, name: &str) -> Result<T, ConfigError>
    where
        T: FromStr<Err: Display>,
    {
        let value = self.get(name).ok_or_else(|| ConfigError::Missing(name.to_owned()))?;
        parse(name, value)
    }

    /// The value of `name`, or `default` when it is not set; a value that is set must parse.
    pub fn optional<T>(&self, name: &str, default: T) -> Result<T, ConfigError>
    where
        T: FromStr<Err: Display>,
    {
        self.get(name).map_or(Ok(default), |value| parse(name, value))
    }

    /// The number `name` within `range`, or `default` when it is not set.
    pub fn in_range<T>(&self, name: &str, default: T, range: RangeInclusive<T>) -> Result<T, ConfigError>
    where
        T: FromStr<Err: Display> + PartialOrd + Display,
    {
        let value = self.optional(name, default)?;
        if range.contains(&value) {
            return Ok(value);
        }
        let reason = format!("must be from {} to {}", range.start(), range.end());
        Err(ConfigError::Invalid { name: name.to_owned(), value: value.to_string(), reason })
    }

    /// A key of at least 32 bytes, as text.
    pub fn key(&self, name: &str) -> Result<Vec<u8>, ConfigError> {
        let value: String = self.required(name)?;
        if value.len() < 32 {
            let reason = format!("{} bytes are too few, 32 are needed", value.len());
            return Err(ConfigError::InvalidSecret { name: name.to_owned(), reason });
        }
        Ok(value.into_bytes())
    }
}

fn parse<T>(name: &str, value: &str) -> Result<T, ConfigError>
where
    T: FromStr<Err: Display>,
{
    value.parse().map_err(|error: T::Err| ConfigError::Invalid {
        name: name.to_owned(),
        value: value.to_owned(),
        reason: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &[(&str, &str)]) -> Env {
        Env::from_pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_missing_or_empty_required_variable_is_named() {
        for env in [env(&[]), env(&[("TABLE", "  ")])] {
            let error = env.required::<String>("TABLE").unwrap_err();
            assert_eq!(error.to_string(), "environment variable TABLE is required but not set");
        }
    }

    #[test]
    fn a_bad_value_is_named_with_its_reason() {
        let error = env(&[("SIZE", "big")]).optional("SIZE", 5_u32).unwrap_err();
        assert_eq!(error.to_string(), "environment variable SIZE is `big`: invalid digit found in string");
    }

    #[test]
    fn a_number_out_of_range_is_named_with_the_range() {
        let error = env(&[("SIZE", "0")]).in_range("SIZE", 5_u32, 1..=9).unwrap_err();
        assert_eq!(error.to_string(), "environment variable SIZE is `0`: must be from 1 to 9");
    }

    #[test]
    fn values_are_trimmed_and_defaults_apply_only_when_unset() {
        let env = env(&[("A", " 7 ")]);
        assert_eq!(env.optional("A", 1), Ok(7));
        assert_eq!(env.optional("B", 1), Ok(1));
    }

    #[test]
    fn a_short_key_is_refused_without_repeating_it() {
        let error = env(&[("KEY", "hunter2")]).key("KEY").unwrap_err().to_string();
        assert!(error.contains("KEY") && !error.contains("hunter2"), "{error}");
    }
}
