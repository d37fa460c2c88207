"""Compares what the functions' roles allow with what the tests saw the functions do: nothing more, nothing less.

    RECORD_ACTIONS=$PWD/target/actions cargo test --workspace
    python tests/deploy/check_actions.py target/actions [template.yaml]

The service on one machine refuses what a role does not allow, and writes down what was used and what was refused.
Needs aws-sam-translator, no AWS account and no network.
"""

import re
import sys
from pathlib import Path

from checks.translated import listed, of_type, target, translate

# what Lambda itself does with a function's role, which is nothing that the function asks for
DONE_BY_LAMBDA = {
    # events that were given up go where EventInvokeConfig says
    ("FanOutFunction", "sqs:SendMessage", "${FanOutDeadLetters.Arn}"),
    ("ImageProcessorFunction", "sqs:SendMessage", "${ImageProcessorDeadLetters.Arn}"),
    ("SweepUploadsFunction", "sqs:SendMessage", "${SweepUploadsDeadLetters.Arn}"),
    # and records of the stream where the event source mapping says, which looks first whether it may
    ("PublishChangesFunction", "s3:PutObject", "${FailedChangesBucket.Arn}/*"),
    ("PublishChangesFunction", "s3:ListBucket", "${FailedChangesBucket.Arn}"),
}
# polling streams and queues, logs and traces are in managed policies; these may be attached
MANAGED = {
    "service-role/AWSLambdaBasicExecutionRole",
    "service-role/AWSLambdaDynamoDBExecutionRole",
    "service-role/AWSLambdaSQSQueueExecutionRole",
    "AWSXrayWriteOnlyAccess",
}


def text(value, names):
    """`value` as the record has it: what exists only once deployed stays `${X.Arn}`."""
    if isinstance(value, str):
        return value
    ((function, argument),) = value.items()
    if function == "Fn::GetAtt":
        return "${%s}" % ".".join(argument if isinstance(argument, list) else [argument])
    if function == "Fn::Sub":
        return re.sub(r"\$\{([^.}]+)\}", lambda name: names[name[1]], argument)
    if function == "Fn::Join":
        separator, parts = argument
        return separator.join(text(part, names) for part in parts)
    raise ValueError(f"{function} is not read here")


def prefixes(statement, where):
    """What a listing must begin with, or nothing."""
    condition = statement.get("Condition")
    if condition is None:
        return [""]
    if condition.keys() != {"StringLike"} or condition["StringLike"].keys() != {"s3:prefix"}:
        raise ValueError(f"{where}: the condition {condition} is not read here")
    return listed(condition["StringLike"]["s3:prefix"])


def granted(template):
    """Every function, action, resource and prefix that a role allows, and what else is wrong with the roles."""
    names = {"AWS::Partition": "aws", **{n: str(p.get("Default")) for n, p in template["Parameters"].items()}}
    roles = of_type(template, "AWS::IAM::Role")
    found, problems = set(), []
    for function, properties in of_type(template, "AWS::Lambda::Function").items():
        role = roles[target(properties["Role"])]
        for policy in role.get("ManagedPolicyArns", []):
            if text(policy, names).partition(":policy/")[2] not in MANAGED:
                problems.append(f"{function} has the managed policy {policy}, which allows nobody knows what")
        statements = (s for policy in role.get("Policies", []) for s in listed(policy["PolicyDocument"]["Statement"]))
        for statement in statements:
            found |= {
                (function, action, text(resource, names), prefix)
                for action in listed(statement["Action"])
                for resource in listed(statement["Resource"])
                for prefix in prefixes(statement, function)
            }
    return found, problems


def recorded(path):
    """What was used, as `granted` has it, and what was refused."""
    used, denied = set(), set()
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        outcome, name, action, resource, prefix = line.split("\t")
        function = "".join(word.capitalize() for word in name.split("-")) + "Function"
        {"used": used, "denied": denied}[outcome].add((function, action, resource, prefix))
    return used, denied


def main():
    path = sys.argv[2] if len(sys.argv) > 2 else "template.yaml"
    allowed, problems = granted(translate(path))
    used, denied = recorded(sys.argv[1])
    by_lambda = {grant for grant in allowed if grant[:3] in DONE_BY_LAMBDA}

    for what, grants in [
        ("was asked for and refused", denied),
        ("was used but is not in the template, so the record is of another one", used - allowed),
        ("is allowed and no test used it", allowed - used - by_lambda),
        ("is said to be done by Lambda alone, but the function used it", used & by_lambda),
    ]:
        for function, action, resource, prefix in sorted(grants):
            problems.append(f"{function}: {action} on {f'{resource} {prefix}'.strip()} {what}")
    for grant in sorted(DONE_BY_LAMBDA - {grant[:3] for grant in by_lambda}):
        problems.append(f"DONE_BY_LAMBDA has {grant}, which no role allows")
    for problem in problems:
        print(f"{path}: {problem}")
    counts = f"{len(allowed)} permissions, {len(used & allowed)} used, {len(by_lambda)} for Lambda itself"
    print(f"{path}: {counts}, {len(problems)} problems")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
