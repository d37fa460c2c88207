"""Changes of the template, each of which takes away what a check guards."""

from checks import access, edges, functions, runbook, storage, structure, watching

GET = "GetProfileFunction"
BUS = "AWS::Events::EventBusPolicy"


def put(value, *path):
    """A change that sets what is at `path` below the resources to `value`."""

    def change(template):
        node = template["Resources"]
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value

    return change


def drop(*path):
    """A change that takes away what is at `path` below the resources."""

    def change(template):
        node = template["Resources"]
        for key in path[:-1]:
            node = node[key]
        del node[path[-1]]

    return change


def add(kind, **properties):
    """A change that adds a resource."""
    return put({"Type": kind, "Properties": properties}, "Added")


def parameter(name, value):
    """A change of a parameter's default."""
    return lambda template: template["Parameters"][name].update(Default=value)


def dashboard(old, new):
    """A change of the dashboard's text."""

    def change(template):
        body = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]
        assert old in body["Fn::Sub"], old
        body["Fn::Sub"] = body["Fn::Sub"].replace(old, new)

    return change


def statement(resource, at=0):
    """Where a resource's policy has its statement."""
    return (resource, "Properties", "PolicyDocument", "Statement", at)


def role(function):
    """Where the first statement of a function's role is."""
    return (f"{function}Role", "Properties", "Policies", 0, "PolicyDocument", "Statement", 0)


def cors(key):
    """Where the bucket's CORS rule is."""
    return ("AvatarsBucket", "Properties", "CorsConfiguration", "CorsRules", 0, key)


def invoke_config(function):
    """Where a function's asynchronous retries are."""
    return (f"{function}EventInvokeConfig", "Properties")


STREAM = ("PublishChangesFunctionChanges", "Properties")
TARGET = ("ProfileEventsRule", "Properties", "Targets", 0)
STAGE = ("ApiStage", "Properties")
NOTIFICATION = ("AvatarsBucket", "Properties", "NotificationConfiguration", "LambdaConfigurations", 0)
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}

# the check, what is changed, and a part of what it says then
CHANGES = [
    (structure.references_exist, put({"Ref": "Nobody"}, GET, "Properties", "Role"), "refers to Nobody"),
    (structure.outputs, lambda t: t["Outputs"].pop("ApiUrl"), "ApiUrl is no output"),
    (structure.no_cycles, put("FanOutFunctionAliaslive", "FanOutFunction", "DependsOn"), "cycle: "),
    # by the deployment group, which only prod has
    (
        structure.no_cycles,
        put({"Ref": "Api"}, "ApiServerErrorsAlarm", "Properties", "Dimensions", 0, "Value"),
        "cycle: ",
    ),
    (
        structure.within_limits,
        lambda t: t["Resources"].update({f"X{n}": {"Type": "X"} for n in range(500)}),
        "allows 500",
    ),
    (structure.within_limits, put("x" * 1_000_000, GET, "Properties", "Description"), "allows 1000000"),
    (structure.lints, put("fast", GET, "Properties", "Timeout"), "(E3012)"),
    (access.permissions_name_their_source, drop("FanOutPermission", "Properties", "SourceArn"), "has no SourceArn"),
    (access.permissions_name_their_source, put("*", "FanOutPermission", "Properties", "Principal"), "lets everybody"),
    (
        access.permissions_name_their_source,
        drop("ImageProcessorFunctionUploadPermission", "Properties", "SourceAccount"),
        "neither SourceArn nor SourceAccount",
    ),
    (access.roles_are_narrow, put("*", *role(GET), "Resource"), "wildcard resource"),
    (access.roles_are_narrow, put("dynamodb:*", *role(GET), "Action"), "wildcard action"),
    (access.roles_are_narrow, put(["dynamodb:Scan"], *role(GET), "Action"), "may scan"),
    (
        access.roles_are_narrow,
        put(["arn:aws:iam::aws:policy/AdministratorAccess"], f"{GET}Role", "Properties", "ManagedPolicyArns"),
        "managed policy AdministratorAccess",
    ),
    (access.nothing_is_public, put(ANYBODY, *statement("AvatarsBucketPolicy")), "lets everybody in"),
    (access.nothing_is_public, put({"AWS": "*"}, *statement("ActivityQueuePolicy"), "Principal"), "lets everybody in"),
    (
        access.nothing_is_public,
        drop(*statement("ActivityQueuePolicy"), "Condition"),
        "lets all of events.amazonaws.com",
    ),
    (access.nothing_is_public, drop(*statement("NotificationsTopicPolicy"), "Condition"), "lets all of"),
    (access.nothing_is_public, add(BUS, Principal="*", Action="events:PutEvents"), "lets everybody in"),
    (
        access.nothing_is_public,
        add("AWS::SecretsManager::ResourcePolicy", ResourcePolicy={"Statement": ANYBODY}),
        "lets everybody in",
    ),
    (access.nothing_is_public, put("NONE", "RenderInitialsFunctionUrl", "Properties", "AuthType"), "nobody signed"),
    (
        access.nothing_is_public,
        put(False, "AvatarsBucket", "Properties", "PublicAccessBlockConfiguration", "BlockPublicPolicy"),
        "BlockPublicPolicy off",
    ),
    (access.nothing_is_public, put("PublicRead", "AvatarsBucket", "Properties", "AccessControl"), "has an ACL"),
    (access.tls_and_encryption, drop(*statement("AvatarsBucketPolicy", 1), "Condition"), "without TLS"),
    (access.tls_and_encryption, drop("AvatarsBucket", "Properties", "BucketEncryption"), "is not encrypted"),
    (access.tls_and_encryption, drop("ActivityQueue", "Properties", "SqsManagedSseEnabled"), "is not encrypted"),
    (access.tls_and_encryption, drop("LedgerTable", "Properties", "SSESpecification"), "is not encrypted"),
    (
        functions.roles_are_own,
        put({"Fn::GetAtt": ["GetAliasFunctionRole", "Arn"]}, GET, "Properties", "Role"),
        "shared by 2 functions",
    ),
    (
        functions.routes_are_own,
        lambda t: t["Resources"]["Api"]["Properties"]["Body"]["paths"]["/v1/profile"].update(
            put=t["Resources"]["Api"]["Properties"]["Body"]["paths"]["/v1/profile"]["get"]
        ),
        "called by 2 routes",
    ),
    (functions.logs_and_traces, drop(GET, "Properties", "LoggingConfig", "LogGroup"), "no log group"),
    (functions.logs_and_traces, put("Text", GET, "Properties", "LoggingConfig", "LogFormat"), "does not log JSON"),
    (functions.logs_and_traces, put("PassThrough", GET, "Properties", "TracingConfig", "Mode"), "is not traced"),
    (functions.logs_and_traces, drop("FunctionLogs", "Properties", "RetentionInDays"), "for ever"),
    (functions.logs_and_traces, drop(*STAGE, "AccessLogSetting"), "no access log"),
    (functions.logs_and_traces, put(False, *STAGE, "TracingEnabled"), "is not traced"),
    (functions.logs_and_traces, drop(*STAGE, "MethodSettings", 0, "ThrottlingRateLimit"), "no throttling"),
    (
        functions.settings_are_ours,
        put("us-east-1", GET, "Properties", "Environment", "Variables", "AWS_REGION"),
        "C1: GetProfileFunction sets AWS_REGION",
    ),
    (functions.settings_are_ours, drop(GET, "Properties", "Environment", "Variables", "S3_BUCKET_AVATARS"), "C4"),
    (functions.settings_are_ours, parameter("Stage", "prod"), "C14: Stage is not dev"),
    (functions.called_by_alias, drop("GetProfileFunctionAliaslive"), f"{GET} has no alias"),
    (functions.called_by_alias, put("7", "FanOutFunctionAliaslive", "Properties", "FunctionVersion"), "has no version"),
    (
        functions.called_by_alias,
        put({"Ref": "FanOutFunction"}, "FanOutPermission", "Properties", "FunctionName"),
        "alias",
    ),
    (functions.called_by_alias, put({"Fn::GetAtt": ["FanOutFunction", "Arn"]}, *TARGET, "Arn"), "and not its alias"),
    (
        edges.asynchronous_calls,
        drop(*invoke_config("FanOutFunction"), "MaximumRetryAttempts"),
        "no MaximumRetryAttempts",
    ),
    (edges.asynchronous_calls, drop(*invoke_config("ImageProcessorFunction"), "DestinationConfig"), "no OnFailure"),
    (edges.asynchronous_calls, put("other", *invoke_config("FanOutFunction"), "Qualifier"), "another alias"),
    (edges.asynchronous_calls, drop("SweepUploadsDeadLettersAlarm"), "no alarm on SweepUploadsDeadLetters"),
    (edges.rules, drop(*TARGET, "RetryPolicy", "MaximumEventAgeInSeconds"), "no complete RetryPolicy"),
    (edges.rules, drop(*TARGET, "DeadLetterConfig"), "no DeadLetterConfig"),
    (edges.rules, drop("FanOutDeadLettersPolicy"), "no policy that lets this rule send"),
    (edges.rules, drop("NotificationsDeadLettersAlarm"), "no alarm on NotificationsDeadLetters"),
    (edges.streams, put(-1, *STREAM, "MaximumRetryAttempts"), "no MaximumRetryAttempts"),
    (edges.streams, drop(*STREAM, "FunctionResponseTypes"), "repeats whole batches"),
    (edges.streams, drop(*STREAM, "DestinationConfig"), "no OnFailure"),
    (edges.streams, drop("FailedChangesAlarm"), "no alarm on what was given up"),
    (edges.streams, drop("ChangesAgeAlarm"), "no alarm on its age"),
    (edges.streams, drop("PublishChangesFunctionChanges"), "a stream that nothing follows"),
    (edges.queues, drop("ActivityQueue", "Properties", "RedrivePolicy"), "no dead letters"),
    (edges.queues, put(60, "ActivityQueue", "Properties", "VisibilityTimeout"), "while the function still has them"),
    (edges.queues, drop("FanOutRetriesAgeAlarm"), "no alarm on messages that wait"),
    (edges.queues, drop("RecordActivityFunctionQueue", "Properties", "FunctionResponseTypes"), "batches are repeated"),
    (edges.queues, drop("ActivityDeadLettersAlarm"), "ActivityDeadLetters has no alarm"),
    (edges.queues, drop("ActivityDeadLetters", "Properties", "MessageRetentionPeriod"), "forgets before 14 days"),
    (edges.queues, add("AWS::SNS::Subscription", Protocol="lambda"), "no RedrivePolicy"),
    (storage.logical_ids, drop("AliasesTable"), "S7: AliasesTable"),
    (storage.tables, put("profiles", "ProfilesTable", "Properties", "TableName"), "D1: ProfilesTable's name"),
    (storage.tables, put("PROVISIONED", "AliasesTable", "Properties", "BillingMode"), "D2: AliasesTable's billing"),
    (
        storage.tables,
        put("id", "AliasesTable", "Properties", "KeySchema", 0, "AttributeName"),
        "D2: AliasesTable's key",
    ),
    (
        storage.tables,
        put("N", "ProfilesTable", "Properties", "AttributeDefinitions", 0, "AttributeType"),
        "not a string",
    ),
    (storage.tables, put("KEYS_ONLY", "ProfilesTable", "Properties", "StreamSpecification", "StreamViewType"), "D1"),
    (storage.tables, drop("AliasesTable", "Properties", "GlobalSecondaryIndexes"), "D3"),
    (storage.tables, put(False, "AliasesTable", "Properties", "TimeToLiveSpecification", "Enabled"), "D4"),
    (storage.tables, drop("LedgerTable", "Properties", "PointInTimeRecoverySpecification"), "recovery"),
    (storage.tables, drop("LedgerTable", "DeletionPolicy"), "LedgerTable's end"),
    (storage.stream_is_consumed, drop("PublishChangesFunctionChanges"), "D5: nothing follows"),
    (storage.stream_is_consumed, put({"Ref": "FanOutFunctionAliaslive"}, *STREAM, "FunctionName"), "D5: who follows"),
    (storage.bucket, put("avatars", "AvatarsBucket", "Properties", "BucketName"), "S1"),
    (storage.bucket, put(["PUT"], *cors("AllowedMethods")), "S4: AllowedMethods"),
    (storage.bucket, put(["*"], *cors("AllowedOrigins")), "S4: AllowedOrigins"),
    (storage.bucket, put(["ETag"], *cors("AllowedHeaders")), "S4: AllowedHeaders"),
    (storage.bucket, put(60, *cors("MaxAge")), "S4: MaxAge"),
    (storage.bucket, parameter("AllowedOrigins", "*"), "S4: AllowedOrigins"),
    (storage.bucket, drop("AvatarsBucket", "Properties", "NotificationConfiguration"), "S3: the number"),
    (storage.bucket, put("s3:ObjectRemoved:*", *NOTIFICATION, "Event"), "S3: the event"),
    (storage.bucket, put({"Ref": "FanOutFunctionAliaslive"}, *NOTIFICATION, "Function"), "S3: what a new object calls"),
    (storage.bucket, drop("ImageProcessorFunctionUploadPermission"), "S3: what S3 may call"),
    (storage.bucket, drop(*NOTIFICATION, "Filter"), "S6"),
    (storage.pictures_come_by_the_cdn, drop("AvatarsBucketPolicy"), "S5: the number"),
    (storage.pictures_come_by_the_cdn, put("*", *statement("AvatarsBucketPolicy"), "Principal"), "S5: who reads"),
    (storage.pictures_come_by_the_cdn, put("s3:*", *statement("AvatarsBucketPolicy"), "Action"), "S5: what is allowed"),
    (storage.pictures_come_by_the_cdn, drop(*statement("AvatarsBucketPolicy"), "Condition"), "another distribution"),
    (
        storage.pictures_come_by_the_cdn,
        drop("Distribution", "Properties", "DistributionConfig", "Origins", 0, "OriginAccessControlId"),
        "requests to avatars are not signed",
    ),
    (
        watching.alarms,
        put("Errors.", "GetProfileErrorsAlarm", "Properties", "AlarmDescription"),
        "does not say what to do",
    ),
    (watching.alarms, drop("GetProfileErrorsAlarm", "Properties", "TreatMissingData"), "takes silence for trouble"),
    (watching.alarms, drop("GetProfileErrorsAlarm", "Properties", "AlarmActions"), "tells nobody"),
    (watching.alarms, drop("GetProfileErrorsAlarm"), f"M21: no alarm on the errors of {GET}"),
    (watching.alarms, drop("LedgerTableWriteThrottlesAlarm"), "no alarm on WriteThrottleEvents of LedgerTable"),
    (watching.alarms, drop("ApiServerErrorsAlarm"), "no alarm on 5XXError"),
    (runbook.explains_each_alarm, drop("ApiLatencyAlarm"), "explains ApiLatency, which is no alarm"),
    (
        runbook.explains_each_alarm,
        lambda t: t["Resources"].update(NewAlarm=t["Resources"]["ApiLatencyAlarm"]),
        "does not say what to do when New rings",
    ),
    (watching.dashboard, drop("Dashboard"), "0 dashboards"),
    (watching.dashboard, dashboard("# Profile Service Metrics", "# Metrics"), "M14: the dashboard has no title"),
    (
        watching.dashboard,
        dashboard('"Invocations", "FunctionName", "${GetProf', '"Invocations", "FunctionName", "${GetPr'),
        "M14",
    ),
    (
        watching.dashboard,
        dashboard('"Errors", "FunctionName", "${FanOut', '"Errors", "FunctionName", "${GetAlias'),
        "M15",
    ),
    (
        watching.dashboard,
        dashboard('"Duration", "FunctionName"', '"PostRuntimeExtensionsDuration", "FunctionName"'),
        "M16",
    ),
    (
        watching.dashboard,
        dashboard('"ConsumedReadCapacityUnits", "TableName", "${Profiles', '"X", "TableName", "${Profiles'),
        "M17",
    ),
    (
        watching.dashboard,
        dashboard('"ConsumedWriteCapacityUnits", "TableName", "${Profiles', '"X", "TableName", "${Profiles'),
        "M18",
    ),
    (watching.dashboard, dashboard("AllStorageTypes", "StandardStorage"), "M19"),
    (watching.dashboard, dashboard('"period": 86400', '"period": 300'), "M20"),
    (watching.dashboard, dashboard("${AWS::Region}", "eu-west-1"), "M20: "),
    (watching.dashboard, dashboard("${GetProfileFunction}", "${Nobody}"), "names Nobody"),
    (watching.dashboard, dashboard("${FanOutDeadLetters.", "${ActivityQueue."), "M21: the depth of FanOutDeadLetters"),
    (watching.dashboard, dashboard('"stat": "p95"', '"stat": "p50"'), "M21: no p95"),
    (functions.at_once, add("AWS::CodeDeploy::Application"), "gradual"),
    (functions.rolls_back, drop("GetProfileFunctionDeploymentGroup"), "all at once"),
    (
        functions.rolls_back,
        put("CodeDeployDefault.LambdaAllAtOnce", f"{GET}DeploymentGroup", "Properties", "DeploymentConfigName"),
        "not deployed by a canary",
    ),
    (functions.rolls_back, drop(f"{GET}DeploymentGroup", "Properties", "AlarmConfiguration"), "no alarm on its errors"),
    (
        functions.rolls_back,
        put([], f"{GET}DeploymentGroup", "Properties", "AutoRollbackConfiguration", "Events"),
        "does not roll it back",
    ),
]
