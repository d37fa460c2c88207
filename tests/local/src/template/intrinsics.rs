//! The template's intrinsic functions, resolved as a `dev` stack on one machine would have them.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::TemplateError;

/// The account that everything on one machine belongs to.
pub(crate) const ACCOUNT: &str = "000000000000";
/// The region that everything on one machine is in.
pub(crate) const REGION: &str = "us-east-1";

/// Resolves values of one template.
///
/// What exists only once deployed (`!GetAtt X.Arn`, `!Ref` of a resource without a name) stays a symbolic `${X.Arn}`.
#[derive(Debug)]
pub(crate) struct Resolver {
    template: Value,
    parameters: BTreeMap<String, Value>,
}

/// The property that `!Ref` answers for a resource of this type.
fn name_property(kind: &str) -> Option<&'static str> {
    match kind {
        "AWS::DynamoDB::Table" => Some("TableName"),
        "AWS::S3::Bucket" => Some("BucketName"),
        "AWS::Events::EventBus" | "AWS::Events::Rule" => Some("Name"),
        "AWS::SNS::Topic" => Some("TopicName"),
        "AWS::SQS::Queue" => Some("QueueName"),
        _ => None,
    }
}

/// The logical id that a symbolic reference such as `${X.Arn}` or `${X}` names.
pub(crate) fn referenced(value: &str) -> Option<&str> {
    let inner = value.strip_prefix("${")?.strip_suffix('}')?;
    Some(inner.split('.').next().unwrap_or(inner)).filter(|id| !id.contains(['$', '{', '}']))
}

impl Resolver {
    /// A resolver over a whole template, with parameters at `given` values or else their defaults.
    pub(crate) fn new(template: Value, given: &[(&str, &str)]) -> Self {
        let mut parameters = BTreeMap::new();
        for (name, definition) in template["Parameters"].as_object().into_iter().flatten() {
            let given = given.iter().find(|(given, _)| given == name).map(|(_, value)| Value::from(*value));
            let Some(value) = given.or_else(|| definition.get("Default").cloned()) else {
                continue;
            };
            let is_list = definition["Type"].as_str().is_some_and(|kind| kind == "CommaDelimitedList");
            let value = match value.as_str().filter(|_| is_list) {
                Some(list) => list.split(',').map(|item| Value::from(item.trim())).collect(),
                None => value,
            };
            parameters.insert(name.clone(), value);
        }
        Self { template, parameters }
    }

    /// The section of the template called `name`, unresolved.
    pub(crate) fn section(&self, name: &str) -> &Value {
        &self.template[name]
    }

    /// The resources whose condition holds: logical id, type, the resource itself, unresolved.
    pub(crate) fn resources(&self) -> Result<Vec<(&str, &str, &Value)>, TemplateError> {
        let mut found = Vec::new();
        for (id, resource) in self.template["Resources"].as_object().into_iter().flatten() {
            let kind = resource["Type"].as_str().ok_or_else(|| TemplateError::new(id, "has no Type"))?;
            let exists = match resource["Condition"].as_str() {
                Some(condition) => self.condition(condition)?,
                None => true,
            };
            if exists {
                found.push((id.as_str(), kind, resource));
            }
        }
        Ok(found)
    }

    /// `value` with every intrinsic function replaced by its result; `AWS::NoValue` removes what it stands for.
    pub(crate) fn resolve(&self, value: &Value) -> Result<Option<Value>, TemplateError> {
        Ok(Some(match value {
            Value::Array(items) => Value::Array(self.all(items)?),
            Value::Object(map) => match single(map) {
                Some((function, argument)) => return self.call(function, argument),
                None => Value::Object(self.map(map)?),
            },
            scalar => scalar.clone(),
        }))
    }

    /// `value`, resolved to text.
    pub(crate) fn text(&self, value: &Value) -> Result<String, TemplateError> {
        match self.resolve(value)? {
            Some(Value::String(text)) => Ok(text),
            Some(Value::Number(number)) => Ok(number.to_string()),
            Some(Value::Bool(flag)) => Ok(flag.to_string()),
            other => Err(TemplateError::new(&value.to_string(), &format!("is {other:?} where text is needed"))),
        }
    }

    fn all(&self, items: &[Value]) -> Result<Vec<Value>, TemplateError> {
        items.iter().filter_map(|item| self.resolve(item).transpose()).collect()
    }

    fn map(&self, map: &Map<String, Value>) -> Result<Map<String, Value>, TemplateError> {
        let pairs = map.iter().filter_map(|(key, value)| match self.resolve(value) {
            Ok(Some(value)) => Some(Ok((key.clone(), value))),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        });
        pairs.collect()
    }

    fn call(&self, function: &str, argument: &Value) -> Result<Option<Value>, TemplateError> {
        let bad = || TemplateError::new(function, &format!("cannot be read with the argument {argument}"));
        let list = || argument.as_array().map(Vec::as_slice).ok_or_else(bad);
        Ok(Some(match (function, argument) {
            ("Ref", Value::String(name)) => return self.reference(name),
            ("Fn::GetAtt", Value::String(path)) => Value::from(format!("${{{path}}}")),
            ("Fn::GetAtt", Value::Array(path)) => Value::from(format!("${{{}}}", self.texts(path)?.join("."))),
            ("Fn::Sub", Value::String(text)) => Value::from(self.substitute(text, &Map::new())?),
            ("Fn::Sub", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(text), Value::Object(names)] => Value::from(self.substitute(text, &self.map(names)?)?),
                _ => return Err(bad()),
            },
            ("Fn::If", Value::Array(parts)) => match parts.as_slice() {
                [Value::String(condition), yes, no] => {
                    return self.resolve(if self.condition(condition)? { yes } else { no });
                }
                _ => return Err(bad()),
            },
            ("Fn::Join", _) => match list()? {
                [Value::String(separator), parts] => match self.resolve(parts)? {
                    Some(Value::Array(parts)) => Value::from(self.texts(&parts)?.join(separator)),
                    _ => return Err(bad()),
                },
                _ => return Err(bad()),
            },
            ("Fn::Split", _) => match list()? {
                [Value::String(separator), text] => {
                    self.text(text)?.split(separator.as_str()).map(str::to_owned).collect()
                }
                _ => return Err(bad()),
            },
            ("Fn::Select", _) => match list()? {
                // a part of what is not known yet is not known either
                [index, items] => {
                    if let Some(unknown) = self.unknown_list(items)? {
                        unknown
                    } else {
                        let index: usize = self.text(index)?.parse().map_err(|_| bad())?;
                        self.resolve(items)?.unwrap_or_default().get(index).cloned().ok_or_else(bad)?
                    }
                }
                _ => return Err(bad()),
            },
            ("Fn::FindInMap", _) => match self.texts(list()?)?.as_slice() {
                [map, first, second] => self.template["Mappings"][map][first].get(second).cloned().ok_or_else(bad)?,
                _ => return Err(bad()),
            },
            ("Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" | "Condition", _) => {
                Value::from(self.truth(function, argument)?)
            }
            _ => {
                return Err(TemplateError::new(function, "is not an intrinsic function that one machine can resolve"));
            }
        }))
    }

    /// The symbolic reference that `items` would split, if that is what it does.
    fn unknown_list(&self, items: &Value) -> Result<Option<Value>, TemplateError> {
        match items.get("Fn::Split").and_then(|split| split.get(1)) {
            Some(text) => Ok(Some(self.text(text)?).filter(|text| referenced(text).is_some()).map(Value::from)),
            None => Ok(None),
        }
    }

    fn texts(&self, values: &[Value]) -> Result<Vec<String>, TemplateError> {
        values.iter().map(|value| self.text(value)).collect()
    }

    fn reference(&self, name: &str) -> Result<Option<Value>, TemplateError> {
        let pseudo = match name {
            "AWS::NoValue" => return Ok(None),
            "AWS::AccountId" => Some(ACCOUNT),
            "AWS::Region" => Some(REGION),
            "AWS::Partition" => Some("aws"),
            "AWS::StackName" => Some("profile-svc"),
            "AWS::URLSuffix" => Some("amazonaws.com"),
            _ => None,
        };
        if let Some(value) = pseudo {
            return Ok(Some(Value::from(value)));
        }
        if let Some(value) = self.parameters.get(name) {
            return Ok(Some(value.clone()));
        }
        if self.template["Parameters"].get(name).is_some() {
            return Err(TemplateError::new(name, "is a parameter without a default"));
        }
        // `X.Alias` and `X.Version` are what SAM makes of the function `X`
        if let Some((id, "Alias" | "Version")) = name.split_once('.')
            && self.template["Resources"][id]["Type"] == "AWS::Serverless::Function"
        {
            return Ok(Some(Value::from(format!("${{{name}}}"))));
        }
        let resource = self.template["Resources"]
            .get(name)
            .ok_or_else(|| TemplateError::new(name, "is referred to but neither a parameter nor a resource"))?;
        let kind = resource["Type"].as_str().unwrap_or_default();
        let given = name_property(kind).and_then(|property| resource["Properties"].get(property));
        let Some(given) = given else {
            return Ok(Some(Value::from(format!("${{{name}}}"))));
        };
        let given = self.text(given)?;
        Ok(Some(Value::from(match kind {
            "AWS::SNS::Topic" => format!("arn:aws:sns:{REGION}:{ACCOUNT}:{given}"),
            "AWS::SQS::Queue" => format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{given}"),
            _ => given,
        })))
    }

    /// `${Name}` and `${Name.Attribute}` replaced; `${!Literal}` keeps its braces.
    fn substitute(&self, text: &str, names: &Map<String, Value>) -> Result<String, TemplateError> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let (name, tail) =
                after.split_once('}').ok_or_else(|| TemplateError::new(text, "has a `${` that is not closed"))?;
            rest = tail;
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str("${");
                out.push_str(literal);
                out.push('}');
            } else if let Some(value) = names.get(name) {
                out.push_str(&self.text(value)?);
            } else if name.contains('.') {
                out.push_str("${");
                out.push_str(name);
                out.push('}');
            } else {
                out.push_str(&self.text(&serde_json::json!({ "Ref": name }))?);
            }
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// The one key and value of a map that is an intrinsic function.
fn single(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (key, value) = map.iter().next().filter(|_| map.len() == 1)?;
    // a map with the one key `Condition` is also how an IAM statement may look, there with a map inside
    let is_function = key == "Ref" || key.starts_with("Fn::") || (key == "Condition" && value.is_string());
    is_function.then_some((key.as_str(), value))
}
