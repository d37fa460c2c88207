//! The template's conditions.

use serde_json::Value;

use super::TemplateError;
use super::intrinsics::Resolver;

impl Resolver {
    /// Whether the condition called `name` holds.
    pub(super) fn condition(&self, name: &str) -> Result<bool, TemplateError> {
        let definition = self
            .section("Conditions")
            .get(name)
            .ok_or_else(|| TemplateError::new(name, "is used as a condition but not defined"))?;
        self.holds(definition)
    }

    fn holds(&self, value: &Value) -> Result<bool, TemplateError> {
        match self.resolve(value)? {
            Some(Value::Bool(truth)) => Ok(truth),
            _ => Err(TemplateError::new(&value.to_string(), "is not a condition")),
        }
    }

    /// What a function of conditions answers.
    pub(super) fn truth(&self, function: &str, argument: &Value) -> Result<bool, TemplateError> {
        if let ("Condition", Value::String(name)) = (function, argument) {
            return self.condition(name);
        }
        let parts = argument.as_array().ok_or_else(|| TemplateError::new(function, "needs a list"))?;
        match (function, parts.as_slice()) {
            ("Fn::Equals", [left, right]) => Ok(self.text(left)? == self.text(right)?),
            ("Fn::Not", [one]) => Ok(!self.holds(one)?),
            ("Fn::And", all) => all.iter().try_fold(true, |so_far, part| Ok(so_far && self.holds(part)?)),
            ("Fn::Or", all) => all.iter().try_fold(false, |so_far, part| Ok(so_far || self.holds(part)?)),
            _ => Err(TemplateError::new(function, &format!("cannot be read with the argument {argument}"))),
        }
    }
}
