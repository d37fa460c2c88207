use super::*;

/// A template of one function, with `rest` after it.
fn with(events: &str, rest: &str) -> String {
    format!(
        r#"
Parameters:
  Stage: {{Type: String, Default: prod}}
  Origins: {{Type: CommaDelimitedList, Default: "https://a.example, https://b.example"}}
  Secret: {{Type: String}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsSmall: !Not [!Condition IsProd]
Globals:
  Function:
    Environment:
      Variables:
        TABLE: !Ref Things
        SECRET: !Ref Secret
Resources:
  GetThingFunction:
    Type: AWS::Serverless::Function
    Properties:
      Environment:
        Variables:
          SIZE: !If [IsProd, "9", "1"]
          TABLE_ARN: !GetAtt Things.Arn
          GONE: !If [IsSmall, !Ref AWS::NoValue, x]
      Events:
        {events}
  Things:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "things-${{Stage}}"
      AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
      KeySchema: [{{AttributeName: id, KeyType: HASH}}]
      StreamSpecification: {{StreamViewType: NEW_AND_OLD_IMAGES}}
{rest}
"#
    )
}

fn refused(events: &str, rest: &str) -> String {
    Template::parse(&with(events, rest)).expect_err("a template that cannot be played").to_string()
}

#[test]
fn the_services_own_template_is_read_whole() {
    let template = Template::load().unwrap();
    let routes: Vec<_> = template.routes.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert!(routes.contains(&"GET /v1/profile".to_owned()), "{routes:?}");
    assert!(routes.contains(&"GET /v1/profile/{userId}".to_owned()), "{routes:?}");
    assert_eq!(template.tables["ProfilesTable"].name, "profile-profiles-dev");
    assert!(template.tables["ProfilesTable"].has_stream());
    assert_eq!(template.tables["AliasesTable"].ttl.as_deref(), Some("expires_at"));
    assert_eq!(template.buckets["AvatarsBucket"].cors[0].allowed_origins, ["https://multitask.com"]);
    let [upload] = template.uploads.as_slice() else { panic!("{:?}", template.uploads) };
    assert_eq!((upload.bucket.as_str(), upload.prefix.as_str()), ("AvatarsBucket", "incoming/"));
    assert_eq!(template.function(&upload.function), "image-processor");
    let [stream] = template.streams.as_slice() else { panic!("{:?}", template.streams) };
    assert!(stream.reports_failures && stream.bisect && stream.retries == Some(5));
    assert_eq!(template.function(&stream.function), "publish-changes");
    let [activity, changes] = template.rules.as_slice() else { panic!("{:?}", template.rules) };
    assert_eq!([&activity.bus, &changes.bus], ["profile-events-dev"; 2]);
    assert_eq!(activity.targets, [Target::Queue("ActivityQueue".to_owned())]);
    assert_eq!(
        changes.targets,
        [Target::Function("FanOutFunction".to_owned()), Target::Topic("profile-notifications-dev".to_owned())]
    );
    let cdn = template.cdn.unwrap();
    assert_eq!(cdn.bucket, "AvatarsBucket");
    let functions = [("avatars/initials/*", "RenderInitialsFunction"), ("aliases/*", "RenderAliasAvatarFunction")];
    assert_eq!(cdn.functions, functions.map(|(path, function)| (path.to_owned(), function.to_owned())));
}

#[test]
fn variables_are_resolved_at_the_stage_dev() {
    let template = Template::parse(&with("{}", "")).unwrap();
    let given = BTreeMap::from([
        ("SECRET".to_owned(), "s3cret".to_owned()),
        ("TABLE_ARN".to_owned(), "here".to_owned()),
        ("UNDECLARED".to_owned(), "never".to_owned()),
    ]);
    let environment = template.environment("GetThingFunction", &given).unwrap();
    let expected = [("SECRET", "s3cret"), ("SIZE", "1"), ("TABLE", "things-dev"), ("TABLE_ARN", "here")];
    assert_eq!(environment, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn a_variable_that_exists_only_once_deployed_is_named() {
    let template = Template::parse(&with("{}", "")).unwrap();
    let secret = BTreeMap::from([("SECRET".to_owned(), "s3cret".to_owned())]);
    let error = template.environment("GetThingFunction", &secret).unwrap_err().to_string();
    assert!(error.contains("GetThingFunction") && error.contains("TABLE_ARN"), "{error}");
    let error = template.environment("GetThingFunction", &BTreeMap::new()).unwrap_err().to_string();
    assert_eq!(error, "template.yaml: Secret is a parameter without a default");
}

#[test]
fn a_table_can_be_given_another_name() {
    let mut template = Template::parse(&with("{}", "")).unwrap();
    template.rename("TABLE", "mine").unwrap();
    assert_eq!(template.tables["Things"].name, "mine");
    assert_eq!(template.tables["Things"].create_request()["TableName"], "mine");
}

#[test]
fn what_cannot_be_played_is_named() {
    for (events, rest, subject) in [
        ("Poll: {Type: Kinesis, Properties: {}}", "", "GetThingFunction.Events.Poll is of type Kinesis"),
        ("Poll: {Type: SQS, Properties: {Queue: !GetAtt Nowhere.Arn}}", "", "Nowhere"),
        ("Tick: {Type: Schedule, Properties: {Schedule: cron(0 12 * * ? *)}}", "", "which is no rate"),
        ("Get: {Type: Api, Properties: {Method: GET, Path: /x, Intrude: 1}}", "", "Events.Get has Intrude"),
        ("Get: {Type: Api, Properties: {Method: GET}}", "", "Events.Get has no Path"),
        (
            "Change: {Type: DynamoDB, Properties: {Stream: !GetAtt Things.StreamArn, StartingPosition: LATEST}}",
            "",
            "TRIM_HORIZON",
        ),
        ("Up: {Type: S3, Properties: {Bucket: !Ref Nowhere, Events: 's3:ObjectCreated:*'}}", "", "Nowhere"),
        ("Get: {Type: Api, Properties: {Method: GET, Path: !Nonsense x}}", "", "Fn::Nonsense"),
        ("{}", "  Pipe: {Type: AWS::Pipes::Pipe}", "Pipe is of type AWS::Pipes::Pipe"),
        ("{}", "  Odd: {Type: AWS::Serverless::Function}", "Odd is not named as functions are"),
    ] {
        let error = refused(events, rest);
        assert!(error.contains(subject), "{error}");
    }
}

#[test]
fn lists_and_conditions_and_substitutions_resolve() {
    let resolver = Resolver::new(yaml::from_yaml(&with("{}", "")).unwrap(), &[("Stage", "dev")]);
    let value = |yaml: &str| resolver.resolve(&yaml::from_yaml(yaml).unwrap()).unwrap().unwrap();
    assert_eq!(value("!Ref Origins"), serde_json::json!(["https://a.example", "https://b.example"]));
    assert_eq!(value("!Sub ['${A}/${!B}/${AWS::Region}', {A: !Ref Stage}]"), "dev/${B}/us-east-1");
    assert_eq!(value("!Join ['-', [a, !Ref Stage]]"), "a-dev");
    assert_eq!(value("!Select [1, !Split [',', 'a,b']]"), "b");
    assert_eq!(value("!Select [2, !Split ['/', !GetAtt Things.Url]]"), "${Things.Url}");
    assert_eq!(value("!Or [!Condition IsProd, !Condition IsSmall]"), true);
    assert_eq!(value("!And [!Condition IsProd, !Condition IsSmall]"), false);
}
