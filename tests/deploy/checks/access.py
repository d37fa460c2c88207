"""Who may do what."""

import re

from .translated import listed, of_type

# permissions that cannot name their source, and why
NO_SOURCE_ARN = {
    "ImageProcessorFunctionUploadPermission": "would be a cycle with the bucket; SAM gives SourceAccount instead",
}
# roles with a statement that needs every resource, and why; none does
WILDCARD_RESOURCE = {}
# policies of AWS's that roles may have, and why: what they reach is not ours
MANAGED_POLICIES = {
    "service-role/AWSLambdaBasicExecutionRole": "writes logs; SAM gives it to every function",
    "service-role/AWSLambdaDynamoDBExecutionRole": "follows a stream; SAM gives it to whom a stream calls",
    "service-role/AWSLambdaSQSQueueExecutionRole": "empties a queue; SAM gives it to whom a queue calls",
    "AWSXrayWriteOnlyAccess": "sends traces, which have no resource to name",
    "service-role/AmazonAPIGatewayPushToCloudWatchLogs": "access logs, by one role per account",
    "service-role/AWSCodeDeployRoleForLambda": "moves aliases; SAM gives it to CodeDeploy in prod",
}
# what has a policy that says who may use it
RESOURCE_POLICIES = (
    "AWS::S3::BucketPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::Events::EventBusPolicy",
)
SOURCE_KEYS = {"aws:sourcearn", "aws:sourceaccount"}


def permissions_name_their_source(template):
    """Nobody's bucket, rule, API or distribution but ours calls a function."""
    for name, permission in of_type(template, "AWS::Lambda::Permission").items():
        if permission["Principal"] == "*":
            yield f"{name} lets everybody call the function"
        if "SourceArn" in permission:
            continue
        if name not in NO_SOURCE_ARN:
            yield f"{name} has no SourceArn: any {permission['Principal']} source could call the function"
        elif "SourceAccount" not in permission:
            yield f"{name} has neither SourceArn nor SourceAccount"


def roles_are_narrow(template):
    """Roles name actions and resources, and no table can be scanned (D6)."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for statement in statements(policy["PolicyDocument"] for policy in role.get("Policies", [])):
            if "*" in listed(statement.get("Resource", "*")) and name not in WILDCARD_RESOURCE:
                yield f"{name}, {statement.get('Action')}: wildcard resource"
            for action in listed(statement.get("Action", "*")):
                if "*" in action:
                    yield f"{name}: wildcard action {action}"
                if action == "dynamodb:Scan":
                    yield f"{name} may scan a table"
        for arn in role.get("ManagedPolicyArns", []):
            text = arn["Fn::Sub"] if isinstance(arn, dict) else arn
            policy = re.sub(r"^arn:[^/]+?:iam::aws:policy/", "", text)
            if policy not in MANAGED_POLICIES:
                yield f"{name} has the managed policy {policy}"


def nothing_is_public(template):
    """No policy lets everybody in, no function answers what nobody signed, buckets block what would open them (S2)."""
    for kind in RESOURCE_POLICIES:
        for name, properties in of_type(template, kind).items():
            document = properties.get("PolicyDocument") or properties.get("ResourcePolicy") or {"Statement": properties}
            for statement in statements([document]):
                if statement.get("Effect") != "Deny":
                    yield from opened(name, statement)
    for name, url in of_type(template, "AWS::Lambda::Url").items():
        if url["AuthType"] != "AWS_IAM":
            yield f"{name} answers requests that nobody signed"
    blocks = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        for block in blocks:
            if bucket.get("PublicAccessBlockConfiguration", {}).get(block) is not True:
                yield f"{name} has {block} off"
        if "AccessControl" in bucket:
            yield f"{name} has an ACL"


def opened(name, statement):
    """How an allowing statement of the policy `name` lets too many in."""
    principal = statement.get("Principal", "*")
    if "*" in (listed(principal) if not isinstance(principal, dict) else sum(map(listed, principal.values()), [])):
        yield f"{name} lets everybody in"
    elif isinstance(principal, dict) and "Service" in principal:
        conditions = statement.get("Condition", {}).values()
        if not SOURCE_KEYS & {key.lower() for condition in conditions for key in condition}:
            yield f"{name} lets all of {principal['Service']} in, not only what is ours"


def statements(documents):
    """All statements of policy documents."""
    for document in documents:
        yield from listed(document["Statement"])


def tls_and_encryption(template):
    """Data is encrypted where it rests and on its way."""
    denied = set()
    for properties in of_type(template, "AWS::S3::BucketPolicy").values():
        for statement in statements([properties["PolicyDocument"]]):
            if statement["Effect"] == "Deny" and statement.get("Condition") == {
                "Bool": {"aws:SecureTransport": "false"}
            }:
                denied.add(properties["Bucket"]["Ref"])
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        if "BucketEncryption" not in bucket:
            yield f"{name} is not encrypted"
        if name not in denied:
            yield f"{name} can be read without TLS"
    for name, queue in of_type(template, "AWS::SQS::Queue").items():
        if queue.get("SqsManagedSseEnabled") is not True:
            yield f"{name} is not encrypted"
    for name, table in of_type(template, "AWS::DynamoDB::Table").items():
        if table.get("SSESpecification", {}).get("SSEEnabled") is not True:
            yield f"{name} is not encrypted"
