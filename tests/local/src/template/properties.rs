//! The resolved properties of one thing in the template, read without passing over anything.

use serde_json::Value;

use super::TemplateError;

/// The resolved properties of one thing.
pub(super) struct Properties<'a> {
    /// What errors call it.
    pub(super) subject: &'a str,
    /// The properties.
    pub(super) value: &'a Value,
}

impl Properties<'_> {
    /// Refuses every key that is neither `used` here nor known to make no difference on one machine.
    pub(super) fn only(&self, used: &[&str], harmless: &[&str]) -> Result<(), TemplateError> {
        let mut keys = self.value.as_object().into_iter().flatten().map(|(key, _)| key.as_str());
        match keys.find(|key| !used.contains(key) && !harmless.contains(key)) {
            Some(key) => Err(TemplateError::new(self.subject, &format!("has {key}, which one machine cannot play"))),
            None => Ok(()),
        }
    }

    /// The text under `key`, which has to be there.
    pub(super) fn text(&self, key: &str) -> Result<String, TemplateError> {
        let text = self.value[key].as_str().map(str::to_owned);
        text.ok_or_else(|| TemplateError::new(self.subject, &format!("has no {key}")))
    }
}
