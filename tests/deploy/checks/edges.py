"""Whether anything that is called later can get lost."""

from .translated import alarms_on, function_of, of_type, references, target

ASYNC_SERVICES = {"events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"}


def asynchronous_calls(template):
    """Who is called by a bucket, a rule or a topic is called again, and what is given up is kept and rings."""
    configs = {
        function_of(template, c["FunctionName"]): c
        for c in of_type(template, "AWS::Lambda::EventInvokeConfig").values()
    }
    for name, permission in of_type(template, "AWS::Lambda::Permission").items():
        if permission["Principal"] not in ASYNC_SERVICES:
            continue
        function = function_of(template, permission["FunctionName"])
        config = configs.get(function, {})
        for key in ("MaximumRetryAttempts", "MaximumEventAgeInSeconds"):
            if key not in config:
                yield f"{function} is called asynchronously ({name}) but has no {key}"
        if config.get("Qualifier", "live") != "live":
            yield f"{function}: its retries are of another alias"
        yield from kept(template, f"{function}, called asynchronously ({name})", config)


def kept(template, who, config):
    """Whether what `who` gave up goes to a place with an alarm."""
    destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if destination is None:
        yield f"{who}: no OnFailure destination"
    elif target(destination) not in of_type(template, "AWS::S3::Bucket") and not alarms_on(template, destination):
        yield f"{who}: no alarm on {target(destination)}"


def rules(template):
    """Every target of a rule has a retry policy and a queue that the rule may send to, with an alarm."""
    policies = {target(q): p for p in of_type(template, "AWS::SQS::QueuePolicy").values() for q in p["Queues"]}
    for name, rule in of_type(template, "AWS::Events::Rule").items():
        for to in rule["Targets"]:
            who = f"{name}, target {to['Id']}"
            if not {"MaximumRetryAttempts", "MaximumEventAgeInSeconds"} <= to.get("RetryPolicy", {}).keys():
                yield f"{who}: no complete RetryPolicy"
            queue = target(to.get("DeadLetterConfig", {}).get("Arn"))
            if queue is None:
                yield f"{who}: no DeadLetterConfig"
                continue
            if name not in references(policies.get(queue, {}).get("PolicyDocument", {})):
                yield f"{who}: {queue} has no policy that lets this rule send (by SourceArn)"
            if not alarms_on(template, {"Ref": queue}):
                yield f"{who}: no alarm on {queue}"


def streams(template):
    """A stream's bad records are tried a few times, then kept, and both that and a standstill ring (D5)."""
    mappings = {
        n: m for n, m in of_type(template, "AWS::Lambda::EventSourceMapping").items() if "StartingPosition" in m
    }
    followed = {target(m["EventSourceArn"]) for m in mappings.values()}
    for name, table in of_type(template, "AWS::DynamoDB::Table").items():
        if "StreamSpecification" in table and name not in followed:
            yield f"{name} has a stream that nothing follows"
    for name, mapping in mappings.items():
        for key in ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds"):
            if mapping.get(key, -1) == -1:
                yield f"{name} has no {key}: one bad record would block its shard for a day"
        if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
            yield f"{name} repeats whole batches"
        yield from kept(template, name, mapping)
        if "OnFailureDestinationDeliveredEventCount" not in metrics(alarms_on(template, {"Ref": name})):
            yield f"{name}: no alarm on what was given up"
        if "IteratorAge" not in metrics(alarms_on(template, {"Ref": function_of(template, mapping["FunctionName"])})):
            yield f"{name}: no alarm on its age"


def queues(template):
    """A queue that a function empties gives messages up into another, and rings when they wait; so do dead letters."""
    all_queues = of_type(template, "AWS::SQS::Queue")
    emptied = {target(m["EventSourceArn"]): m for m in of_type(template, "AWS::Lambda::EventSourceMapping").values()}
    for name, queue in all_queues.items():
        seen = metrics(alarms_on(template, {"Ref": name}))
        if name in emptied:
            dead = target(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
            if dead not in all_queues:
                yield f"{name} has no dead letters"
            timeout = template["Resources"][function_of(template, emptied[name]["FunctionName"])]["Properties"][
                "Timeout"
            ]
            if queue.get("VisibilityTimeout", 30) < 6 * timeout:
                yield f"{name}: messages come back while the function still has them"
            if "ApproximateAgeOfOldestMessage" not in seen:
                yield f"{name}: no alarm on messages that wait"
            if "ReportBatchItemFailures" not in emptied[name].get("FunctionResponseTypes", []):
                yield f"{name}: whole batches are repeated"
        else:
            if "ApproximateNumberOfMessagesVisible" not in seen:
                yield f"{name} has no alarm"
            if queue.get("MessageRetentionPeriod") != 1209600:
                yield f"{name} forgets before 14 days"
    for name, subscription in of_type(template, "AWS::SNS::Subscription").items():
        if "RedrivePolicy" not in subscription:
            yield f"{name} has no RedrivePolicy"


def metrics(alarms):
    """The metrics that alarms watch."""
    return {alarm["MetricName"] for alarm in alarms.values()}
