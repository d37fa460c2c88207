//! What the template's roles allow: each statement of a function's `Policies`, taken apart.

use serde::Deserialize;
use serde_json::Value;

use super::intrinsics::{ACCOUNT, REGION};
use super::{Template, TemplateError};

/// One action on one resource that a function's role allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// The action, such as `dynamodb:GetItem`.
    pub(crate) action: String,
    /// The ARN of the resource, in which `*` stands for anything.
    pub(crate) resource: String,
    /// The resource as the template has it, with what exists only once deployed as `${X.Arn}`.
    pub(crate) declared: String,
    /// What a listing's prefix must be like, if that is a condition.
    pub(crate) prefix: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Policy {
    statement: Vec<Statement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    effect: Effect,
    action: OneOrMore<String>,
    resource: OneOrMore<String>,
    condition: Option<Condition>,
}

#[derive(Deserialize)]
enum Effect {
    Allow,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Condition {
    string_like: StringLike,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StringLike {
    #[serde(rename = "s3:prefix")]
    prefix: OneOrMore<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore<T> {
    More(Vec<T>),
    One(T),
}

impl<T> OneOrMore<T> {
    fn all(&self) -> &[T] {
        match self {
            Self::More(all) => all,
            Self::One(one) => std::slice::from_ref(one),
        }
    }
}

impl Template {
    /// What the role of the function with logical id `id` allows.
    pub(crate) fn grants(&self, id: &str) -> Result<Vec<Grant>, TemplateError> {
        let properties = &self.resolver.section("Resources")[id]["Properties"];
        if properties.get("Role").is_some() {
            return Err(TemplateError::new(id, "has a Role, where Policies are needed"));
        }
        let policies = self.resolver.resolve(&properties["Policies"])?.unwrap_or_default();
        let policies: Option<Vec<Policy>> = serde_json::from_value(policies).map_err(|error| {
            let problem = format!("has Policies that are more than statements of what is allowed: {error}");
            TemplateError::new(id, &problem)
        })?;
        let mut grants = Vec::new();
        let policies = policies.unwrap_or_default();
        for statement in policies.iter().flat_map(|policy| &policy.statement) {
            let Effect::Allow = statement.effect;
            let prefixes = match &statement.condition {
                Some(condition) => condition.string_like.prefix.all().iter().cloned().map(Some).collect(),
                None => vec![None],
            };
            for declared in statement.resource.all() {
                let resource = self.arn(id, declared)?;
                for (action, prefix) in
                    statement.action.all().iter().flat_map(|action| prefixes.iter().map(move |prefix| (action, prefix)))
                {
                    grants.push(Grant {
                        action: action.clone(),
                        resource: resource.clone(),
                        declared: declared.clone(),
                        prefix: prefix.clone(),
                    });
                }
            }
        }
        Ok(grants)
    }

    /// The ARN that `declared`, in a policy of `function`, is on this machine.
    fn arn(&self, function: &str, declared: &str) -> Result<String, TemplateError> {
        let unknown = || {
            let problem = format!("has a policy about {declared}, which is nothing that one machine has");
            TemplateError::new(function, &problem)
        };
        if let Some((id, rest)) = declared.strip_prefix("${").and_then(|rest| rest.split_once(".Arn}")) {
            let whole = if let Some(table) = self.tables.get(id) {
                format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{}", table.name)
            } else if let Some(queue) = self.queues.get(id) {
                format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{}", queue.name)
            } else if let Some(bucket) = self.buckets.get(id) {
                format!("arn:aws:s3:::{}", bucket.name)
            } else if self.resolver.section("Resources")[id]["Type"] == "AWS::Events::EventBus" {
                format!("arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{}", self.given_name(id, "Name")?)
            } else {
                return Err(unknown());
            };
            return Ok(format!("{whole}{rest}"));
        }
        // a bucket has to be given by its name where its ARN would be a cycle; here it may have another name
        let path = declared.strip_prefix("arn:aws:s3:::").ok_or_else(unknown)?;
        let (name, key) = path.split_at(path.find('/').unwrap_or(path.len()));
        for (id, bucket) in &self.buckets {
            if self.given_name(id, "BucketName")? == name {
                return Ok(format!("arn:aws:s3:::{}{key}", bucket.name));
            }
        }
        Err(unknown())
    }

    /// The name that the template gives the resource with logical id `id`.
    fn given_name(&self, id: &str, property: &str) -> Result<String, TemplateError> {
        match &self.resolver.section("Resources")[id]["Properties"][property] {
            Value::Null => Ok(String::new()),
            name => self.resolver.text(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the role of `GetThingFunction` allows by `policies`.
    fn grants(policies: &str) -> Result<Vec<Grant>, TemplateError> {
        let template = Template::parse(&format!(
            "
Parameters:
  Stage: {{Type: String}}
Resources:
  GetThingFunction:
    Type: AWS::Serverless::Function
    Properties:
      {policies}
      Environment: {{Variables: {{BUCKET: !Sub 'pictures-${{Stage}}'}}}}
  Things:
    Type: AWS::DynamoDB::Table
    Properties: {{TableName: !Sub 'things-${{Stage}}'}}
  Pictures:
    Type: AWS::S3::Bucket
    Properties: {{BucketName: !Sub 'pictures-${{Stage}}'}}
  Bus:
    Type: AWS::Events::EventBus
    Properties: {{Name: events}}
"
        ));
        let mut template = template?;
        template.rename("BUCKET", "mine")?;
        template.grants("GetThingFunction")
    }

    fn allowed(statement: &str) -> Vec<(String, String, Option<String>)> {
        let grants = grants(&format!("Policies: [{{Statement: [{{Effect: Allow, {statement}}}]}}]")).unwrap();
        grants.into_iter().map(|grant| (grant.action, grant.resource, grant.prefix)).collect()
    }

    fn grant(action: &str, resource: &str, prefix: Option<&str>) -> (String, String, Option<String>) {
        (action.to_owned(), resource.to_owned(), prefix.map(str::to_owned))
    }

    #[test]
    fn each_action_is_allowed_on_each_resource() {
        let table = "arn:aws:dynamodb:us-east-1:000000000000:table/things-dev";
        assert_eq!(
            allowed(
                "Action: [dynamodb:Query, dynamodb:Scan], Resource: [!GetAtt Things.Arn, !Sub '${Things.Arn}/index/i']"
            ),
            [
                grant("dynamodb:Query", table, None),
                grant("dynamodb:Scan", table, None),
                grant("dynamodb:Query", &format!("{table}/index/i"), None),
                grant("dynamodb:Scan", &format!("{table}/index/i"), None),
            ]
        );
        assert_eq!(
            allowed("Action: events:PutEvents, Resource: !GetAtt Bus.Arn"),
            [grant("events:PutEvents", "arn:aws:events:us-east-1:000000000000:event-bus/events", None)]
        );
        assert_eq!(grants("Timeout: 3").unwrap(), []);
    }

    #[test]
    fn a_bucket_is_what_it_is_called_here_and_prefixes_are_kept_apart() {
        let keys = "Action: s3:GetObject, Resource: !Sub 'arn:${AWS::Partition}:s3:::pictures-${Stage}/a/*'";
        assert_eq!(allowed(keys), [grant("s3:GetObject", "arn:aws:s3:::mine/a/*", None)]);
        let bucket = "Action: s3:ListBucket, Resource: !GetAtt Pictures.Arn";
        assert_eq!(
            allowed(&format!("{bucket}, Condition: {{StringLike: {{s3:prefix: [a/*, b/*]}}}}")),
            ["a/*", "b/*"].map(|prefix| grant("s3:ListBucket", "arn:aws:s3:::mine", Some(prefix)))
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_and_never_passed_over() {
        let statement = |text: &str| format!("Policies: [{{Statement: [{{{text}}}]}}]");
        for (policies, named) in [
            ("Policies: AWSLambdaExecute".to_owned(), "GetThingFunction has Policies"),
            ("Policies: [{DynamoDBReadPolicy: {TableName: x}}]".to_owned(), "GetThingFunction has Policies"),
            ("Role: arn:aws:iam::000000000000:role/r".to_owned(), "has a Role"),
            (statement("Effect: Deny, Action: a, Resource: !GetAtt Things.Arn"), "Deny"),
            (statement("Effect: Allow, NotAction: a, Resource: !GetAtt Things.Arn"), "GetThingFunction has Policies"),
            (statement("Effect: Allow, Action: a, Resource: !GetAtt Nowhere.Arn"), "${Nowhere.Arn}"),
            (statement("Effect: Allow, Action: a, Resource: 'arn:aws:s3:::elsewhere/*'"), "elsewhere"),
            (
                statement("Effect: Allow, Action: a, Resource: !GetAtt Things.Arn, Condition: {Bool: {a: b}}"),
                "GetThingFunction has Policies",
            ),
        ] {
            let error = grants(&policies).unwrap_err().to_string();
            assert!(error.contains(named) && !error.contains('\n'), "{error}");
        }
    }
}
