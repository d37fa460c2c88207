"""What linters miss in template.yaml, checked on what SAM makes of it.

    python tests/deploy/check_template.py [template.yaml]

Needs aws-sam-translator and cfn-lint, no AWS account and no network.
"""

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
logging.disable(logging.WARNING)

from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

# permissions that cannot name their source, and why
NO_SOURCE_ARN = {
    "ImageProcessorFunctionUploadPermission": "would be a cycle with the bucket; SAM gives SourceAccount instead",
}
# statements that need a wildcard resource, by role, and why
WILDCARD_RESOURCE = {}

ASYNC_SERVICES = {"events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"}


def translate(path):
    template = yaml_parse(Path(path).read_text(encoding="utf-8"))
    # the translator takes packaged code only
    template["Globals"]["Function"]["CodeUri"] = "s3://bucket/code.zip"
    defaults = {name: p["Default"] for name, p in template["Parameters"].items() if "Default" in p}
    return Translator({}, Parser()).translate(template, defaults)


def references(node):
    """Every name that `node` refers to by Ref, Fn::GetAtt, Fn::Sub or DependsOn."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref":
                yield value
            elif key == "Fn::GetAtt":
                yield value.split(".")[0] if isinstance(value, str) else value[0]
            elif key == "Fn::Sub":
                text, given = (value, {}) if isinstance(value, str) else value
                names = (name.split(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", text))
                yield from (name for name in names if name not in given)
                yield from references(given)
            else:
                yield from references(value)


def edges(resource):
    depends = resource.get("DependsOn", [])
    return {*references(resource), *([depends] if isinstance(depends, str) else depends)}


def of_type(resources, kind):
    return {name: r.get("Properties", {}) for name, r in resources.items() if r["Type"] == kind}


def target(value):
    """The logical id that an ARN or a name is made of."""
    return next(references(value), value)


def check_references(template):
    resources = template["Resources"]
    known = {*resources, *template.get("Parameters", {})}
    for name, resource in resources.items():
        for missing in edges(resource) - known:
            if not missing.startswith("AWS::"):
                yield f"{name} refers to {missing}, which does not exist"
    for name in references(template.get("Outputs", {})):
        if name not in known and not name.startswith("AWS::"):
            yield f"an output refers to {name}, which does not exist"


def check_cycles(template):
    graph = {name: sorted(edges(r) & template["Resources"].keys()) for name, r in template["Resources"].items()}
    done = set()

    def visit(name, path):
        if name in path:
            yield "cycle: " + " -> ".join([*path[path.index(name) :], name])
        elif name not in done:
            for other in graph[name]:
                yield from visit(other, [*path, name])
            done.add(name)

    for name in graph:
        yield from visit(name, [])


def check_permissions(template):
    for name, permission in of_type(template["Resources"], "AWS::Lambda::Permission").items():
        if "SourceArn" in permission:
            continue
        if name not in NO_SOURCE_ARN:
            yield f"{name} has no SourceArn: any {permission['Principal']} source could call the function"
        elif "SourceAccount" not in permission:
            yield f"{name} has neither SourceArn nor SourceAccount"


def check_async_edges(template):
    resources = template["Resources"]
    configs = {target(c["FunctionName"]): c for c in of_type(resources, "AWS::Lambda::EventInvokeConfig").values()}
    queue_policies = {target(q): p for p in of_type(resources, "AWS::SQS::QueuePolicy").values() for q in p["Queues"]}

    for name, permission in of_type(resources, "AWS::Lambda::Permission").items():
        function = target(permission["FunctionName"])
        config = configs.get(function, {})
        if permission["Principal"] in ASYNC_SERVICES:
            if "MaximumRetryAttempts" not in config:
                yield f"{function} is called asynchronously ({name}) but has no MaximumRetryAttempts"
            if "OnFailure" not in config.get("DestinationConfig", {}):
                yield f"{function} is called asynchronously ({name}) but has no OnFailure destination"

    for name, rule in of_type(resources, "AWS::Events::Rule").items():
        for to in rule["Targets"]:
            if not {"MaximumRetryAttempts", "MaximumEventAgeInSeconds"} <= to.get("RetryPolicy", {}).keys():
                yield f"{name}, target {to['Id']}: no complete RetryPolicy"
            queue = target(to.get("DeadLetterConfig", {}).get("Arn"))
            if queue is None:
                yield f"{name}, target {to['Id']}: no DeadLetterConfig"
            elif name not in references(queue_policies.get(queue, {}).get("PolicyDocument", {})):
                yield f"{name}, target {to['Id']}: {queue} has no policy that lets this rule send (by SourceArn)"

    for name, mapping in of_type(resources, "AWS::Lambda::EventSourceMapping").items():
        for key in ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds"):
            if "StartingPosition" in mapping and mapping.get(key, -1) == -1:
                yield f"{name} has no {key}: one bad record would block its shard for a day"
        if "StartingPosition" in mapping and "OnFailure" not in mapping.get("DestinationConfig", {}):
            yield f"{name} has no OnFailure destination"

    for name, subscription in of_type(resources, "AWS::SNS::Subscription").items():
        if "RedrivePolicy" not in subscription:
            yield f"{name} has no RedrivePolicy"

    watched = set(references(list(of_type(resources, "AWS::CloudWatch::Alarm").values())))
    for name in of_type(resources, "AWS::SQS::Queue"):
        if name.endswith("DeadLetters") and name not in watched:
            yield f"{name} has no alarm"


def check_roles(template):
    resources = template["Resources"]
    roles = Counter(target(f["Role"]) for f in of_type(resources, "AWS::Lambda::Function").values())
    yield from (f"{role} is shared by {count} functions" for role, count in roles.items() if count > 1)

    for name, role in of_type(resources, "AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            statements = policy["PolicyDocument"]["Statement"]
            for statement in statements if isinstance(statements, list) else [statements]:
                listed = {k: v if isinstance(v, list) else [v] for k, v in statement.items()}
                if "*" in listed.get("Resource", ["*"]) and name not in WILDCARD_RESOURCE:
                    yield f"{name}, {statement['Action']}: wildcard resource"
                for action in listed.get("Action", ["*"]):
                    if action == "*" or action.endswith(":*"):
                        yield f"{name}: wildcard action {action}"


def check_lint(template):
    """cfn-lint sees far more of the translated template than of SAM's shorthand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "translated.json")
        path.write_text(json.dumps(template), encoding="utf-8")
        lint = [Path(sys.executable).with_name("cfn-lint"), "--format", "json", path]
        output = subprocess.run(lint, capture_output=True, text=True, check=False).stdout
    for match in json.loads(output):
        yield f"{'.'.join(map(str, match['Location']['Path']))}: {match['Message']} ({match['Rule']['Id']})"


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "template.yaml"
    try:
        template = translate(path)
    except InvalidDocumentException as error:
        sys.exit("\n".join([f"{path}: SAM refuses it", *(cause.message for cause in error.causes)]))
    checks = [check_references, check_cycles, check_permissions, check_async_edges, check_roles, check_lint]
    problems = [problem for check in checks for problem in check(template)]
    for problem in problems:
        print(f"{path}: {problem}")
    print(f"{path}: {len(template['Resources'])} resources, {len(problems)} problems")
    sys.exit(bool(problems))


main()
