"""The tables and the bucket, as others rely on them. Values that differ are named with their row: D1-D5, S1-S7."""

from .translated import function_of, of_type, references, target

KEY = {"ProfilesTable": "user_id", "AliasesTable": "alias_id", "LedgerTable": "key"}
NAMES = {"ProfilesTable": "profile-profiles", "AliasesTable": "profile-aliases", "LedgerTable": "profile-ledger"}
BUCKET = {"Fn::Sub": "multitask-avatars-${Stage}"}


def differs(row, what, value, expected):
    """The problem of `value`, if it is not `expected`."""
    if value != expected:
        yield f"{row}: {what} is {value} and not {expected}"


def logical_ids(template):
    """S7"""
    for name in ("ProfilesTable", "AliasesTable", "AvatarsBucket", "ImageProcessorFunction"):
        if name not in template["Resources"]:
            yield f"S7: {name} does not exist"


def tables(template):
    """D1-D4, and that a table outlives its stack."""
    found = of_type(template, "AWS::DynamoDB::Table")
    for name, key in KEY.items():
        table = found.get(name, {})
        row = "D1" if name == "ProfilesTable" else "D2"
        yield from differs(row, f"{name}'s name", table.get("TableName"), {"Fn::Sub": NAMES[name] + "-${Stage}"})
        yield from differs(row, f"{name}'s billing", table.get("BillingMode"), "PAY_PER_REQUEST")
        yield from differs(row, f"{name}'s key", table.get("KeySchema"), [{"AttributeName": key, "KeyType": "HASH"}])
        if {"AttributeName": key, "AttributeType": "S"} not in table.get("AttributeDefinitions", []):
            yield f"{row}: {name}'s {key} is not a string"
        backups = table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled")
        yield from differs(row, f"{name}'s recovery", backups, True)
        yield from differs(row, f"{name}'s end", template["Resources"].get(name, {}).get("DeletionPolicy"), "Retain")
    stream = found.get("ProfilesTable", {}).get("StreamSpecification")
    yield from differs("D1", "ProfilesTable's stream", stream, {"StreamViewType": "NEW_AND_OLD_IMAGES"})
    indexes = found.get("AliasesTable", {}).get("GlobalSecondaryIndexes")
    by_user = {
        "IndexName": "user-id-index",
        "KeySchema": [{"AttributeName": "user_id", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "ALL"},
    }
    yield from differs("D3", "AliasesTable's indexes", indexes, [by_user])
    for name in ("AliasesTable", "LedgerTable"):
        ttl = found.get(name, {}).get("TimeToLiveSpecification")
        yield from differs("D4", f"{name}'s expiry", ttl, {"AttributeName": "expires_at", "Enabled": True})


def stream_is_consumed(template):
    """D5"""
    for mapping in of_type(template, "AWS::Lambda::EventSourceMapping").values():
        source = mapping["EventSourceArn"]
        if source == {"Fn::GetAtt": ["ProfilesTable", "StreamArn"]}:
            called = function_of(template, mapping["FunctionName"])
            yield from differs("D5", "who follows the profiles", called, "PublishChangesFunction")
            return
    yield "D5: nothing follows the profiles table's stream"


def bucket(template):
    """S1, S3, S4, S6"""
    found = of_type(template, "AWS::S3::Bucket").get("AvatarsBucket", {})
    yield from differs("S1", "the bucket's name", found.get("BucketName"), BUCKET)
    rules = found.get("CorsConfiguration", {}).get("CorsRules", [{}])
    for key, expected in {
        "AllowedHeaders": ["*"],
        "AllowedMethods": ["PUT", "POST"],
        "AllowedOrigins": {"Ref": "AllowedOrigins"},
        "MaxAge": 3600,
    }.items():
        yield from differs("S4", key, rules[0].get(key), expected)
    yield from differs("S4", "the number of CORS rules", len(rules), 1)
    origins = template["Parameters"]["AllowedOrigins"]["Default"]
    yield from differs("S4", "AllowedOrigins", origins, "https://multitask.com")

    configurations = found.get("NotificationConfiguration", {}).get("LambdaConfigurations", [])
    yield from differs("S3", "the number of notifications", len(configurations), 1)
    for configuration in configurations:
        called = function_of(template, configuration["Function"])
        yield from differs("S3", "what a new object calls", called, "ImageProcessorFunction")
        yield from differs("S3", "the event", configuration["Event"], "s3:ObjectCreated:*")
        # what the function writes is under avatars/
        prefixes = [r["Value"] for r in configuration.get("Filter", {}).get("S3Key", {}).get("Rules", [])]
        yield from differs("S6", "the prefix", prefixes, ["incoming/"])
    permissions = of_type(template, "AWS::Lambda::Permission").values()
    may_call = {function_of(template, p["FunctionName"]) for p in permissions if p["Principal"] == "s3.amazonaws.com"}
    yield from differs("S3", "what S3 may call", may_call, {"ImageProcessorFunction"})


def pictures_come_by_the_cdn(template):
    """S5: the bucket gives pictures to our distribution alone, which signs its requests; O1: it has a policy."""
    policies = [
        p for p in of_type(template, "AWS::S3::BucketPolicy").values() if target(p["Bucket"]) == "AvatarsBucket"
    ]
    allowed = [s for p in policies for s in p["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    yield from differs("S5", "the number of statements that allow", len(allowed), 1)
    for statement in allowed:
        yield from differs("S5", "who reads", statement["Principal"], {"Service": "cloudfront.amazonaws.com"})
        yield from differs("S5", "what is allowed", statement["Action"], "s3:GetObject")
        yield from differs("S5", "what is read", statement["Resource"], {"Fn::Sub": "${AvatarsBucket.Arn}/avatars/*"})
        if "Distribution" not in references(statement.get("Condition", {})):
            yield "S5: another distribution may read too"
    distribution = of_type(template, "AWS::CloudFront::Distribution").get("Distribution", {"DistributionConfig": {}})
    for origin in distribution["DistributionConfig"].get("Origins", []):
        if "OriginAccessControlId" not in origin:
            yield f"S5: requests to {origin['Id']} are not signed"
    for name, control in of_type(template, "AWS::CloudFront::OriginAccessControl").items():
        yield from differs("S5", f"{name} signs", control["OriginAccessControlConfig"]["SigningBehavior"], "always")
