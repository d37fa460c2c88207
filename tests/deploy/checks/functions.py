"""What every function has."""

import re
from collections import Counter

from .translated import alarms_on, function_of, functions, listed, of_type, references, target

# where functions find what they keep, by row
STORES = {
    "C2": ("DYNAMODB_TABLE_PROFILES", {"Ref": "ProfilesTable"}),
    "C3": ("DYNAMODB_TABLE_ALIASES", {"Ref": "AliasesTable"}),
    "C4": ("S3_BUCKET_AVATARS", {"Fn::Sub": "multitask-avatars-${Stage}"}),
}


def roles_are_own(template):
    """Each function has a role of its own (U2)."""
    roles = Counter(target(f["Role"]) for f in functions(template).values())
    yield from (f"{role} is shared by {count} functions" for role, count in roles.items() if count > 1)


def routes_are_own(template):
    """Each route calls a function of its own (U2)."""
    called = Counter()
    for name, api in of_type(template, "AWS::ApiGateway::RestApi").items():
        for path, methods in api["Body"]["paths"].items():
            for method, operation in methods.items():
                integration = operation["x-amazon-apigateway-integration"]
                if method != "options":
                    alias = next((r for r in references(integration) if r in template["Resources"]), None)
                    if alias is None:
                        yield f"{name}: {method} {path} calls no function of this template"
                    else:
                        called[function_of(template, {"Ref": alias})] += 1
    yield from (f"{function} is called by {count} routes" for function, count in called.items() if count > 1)


def logs_and_traces(template):
    """Each function writes JSON to a log group that forgets, and is traced."""
    groups = of_type(template, "AWS::Logs::LogGroup")
    for name, function in functions(template).items():
        logging = function.get("LoggingConfig", {})
        group = groups.get(target(logging.get("LogGroup")))
        if group is None:
            yield f"{name} has no log group of this template"
        if logging.get("LogFormat") != "JSON":
            yield f"{name} does not log JSON"
        if function.get("TracingConfig", {}).get("Mode") != "Active":
            yield f"{name} is not traced"
    for name, group in groups.items():
        if "RetentionInDays" not in group:
            yield f"{name} keeps its lines for ever"
    for name, stage in of_type(template, "AWS::ApiGateway::Stage").items():
        log = stage.get("AccessLogSetting", {})
        if target(log.get("DestinationArn")) not in groups or not log.get("Format", "").startswith("{"):
            yield f"{name} has no access log in JSON"
        if stage.get("TracingEnabled") is not True:
            yield f"{name} is not traced"
        settings = listed(stage.get("MethodSettings", []))
        if not any("ThrottlingRateLimit" in s and "ThrottlingBurstLimit" in s for s in settings):
            yield f"{name} has no throttling"


def settings_are_ours(template):
    """Tables and bucket are the stage's (C2-C4), and no variable takes the place of one of Lambda's own (C1)."""
    for name, function in functions(template).items():
        variables = function.get("Environment", {}).get("Variables", {})
        for reserved in sorted(v for v in variables if re.match(r"AWS_(?!LAMBDA_HTTP_IGNORE)|LAMBDA_|_", v)):
            yield f"C1: {name} sets {reserved}, which is the runtime's"
        for row, (variable, value) in STORES.items():
            if variables.get(variable) != value:
                yield f"{row}: {name} has {variable} at {variables.get(variable)}"
    for parameter, default in {"Stage": "dev", "Architecture": "x86_64"}.items():
        if template["Parameters"][parameter]["Default"] != default:
            yield f"C14: {parameter} is not {default} by default"


def called_by_alias(template):
    """Everything calls the alias, and each alias has the newest version."""
    aliases = {function_of(template, a["FunctionName"]): a for a in of_type(template, "AWS::Lambda::Alias").values()}
    for name in functions(template):
        alias = aliases.get(name)
        if alias is None or alias["Name"] != "live":
            yield f"{name} has no alias live"
    versions = of_type(template, "AWS::Lambda::Version")
    for name, alias in aliases.items():
        if target(alias["FunctionVersion"]) not in versions:
            yield f"{name}: its alias has no version of this template"
    for kind, key in {
        "AWS::Lambda::Permission": "FunctionName",
        "AWS::Lambda::EventSourceMapping": "FunctionName",
        "AWS::Lambda::Url": "TargetFunctionArn",
    }.items():
        for name, properties in of_type(template, kind).items():
            if target(properties[key]) in functions(template):
                yield f"{name} is of {target(properties[key])} and not of its alias"
    for name, rule in of_type(template, "AWS::Events::Rule").items():
        for to in rule["Targets"]:
            if target(to["Arn"]) in functions(template):
                yield f"{name} calls {target(to['Arn'])} and not its alias"


def rolls_back(template):
    """In prod each function's traffic moves by a canary that its alarm on errors stops."""
    groups = of_type(template, "AWS::CodeDeploy::DeploymentGroup")
    for name in functions(template):
        group = groups.get(f"{name}DeploymentGroup")
        if group is None:
            yield f"{name} is deployed all at once"
            continue
        if "Canary" not in str(group["DeploymentConfigName"]):
            yield f"{name} is not deployed by a canary"
        asked = {target(alarm["Name"]) for alarm in group.get("AlarmConfiguration", {}).get("Alarms", [])}
        errors = {a for a, p in alarms_on(template, {"Ref": name}).items() if p["MetricName"] == "Errors"}
        if not asked & errors:
            yield f"{name}: no alarm on its errors stops its canary"
        if "DEPLOYMENT_STOP_ON_ALARM" not in group["AutoRollbackConfiguration"]["Events"]:
            yield f"{name}: an alarm does not roll it back"


def at_once(template):
    """Elsewhere nothing of CodeDeploy is made."""
    for name, resource in template["Resources"].items():
        if resource["Type"].startswith("AWS::CodeDeploy::") or "UpdatePolicy" in resource:
            yield f"{name} is for gradual deployments"
