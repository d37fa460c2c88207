//! What is wrong with an input, and where.

/// One thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invalid {
    /// Where: a JSON Pointer (RFC 6901) into the body such as `/socialLinks/github`, or a parameter's name.
    pub path: String,
    /// What is wrong and what would be right, for a person to read.
    pub message: String,
}

/// Everything that is wrong with an input, gathered so that a client hears all of it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Invalid>);

impl Problems {
    /// Notes that what stands at `path` is wrong.
    pub fn add(&mut self, path: impl Into<String>, message: impl std::fmt::Display) {
        self.0.push(Invalid { path: path.into(), message: message.to_string() });
    }

    /// The value of `result`; a failure is noted at `path`.
    pub fn take<T>(&mut self, path: &str, result: Result<T, impl std::fmt::Display>) -> Option<T> {
        result.map_err(|error| self.add(path, error)).ok()
    }

    /// `value` when nothing was noted, or else all that was.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// What was noted, in order.
    #[must_use]
    pub fn into_vec(self) -> Vec<Invalid> {
        self.0
    }
}
