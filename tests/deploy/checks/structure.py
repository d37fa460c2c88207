"""Whether the template can be deployed at all."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from .translated import listed, references

# what CloudFormation allows
MOST_RESOURCES = 500
MOST_BYTES = 1_000_000
# what docs/OPERATIONS.md and the first call after a deployment need
OUTPUTS = {
    *("ApiUrl", "CdnDomain", "AvatarsBucket", "ProfilesTable", "AliasesTable", "LedgerTable"),
    *("EventBus", "NotificationsTopic", "FailedChangesBucket", "PublishChangesFunction"),
}


def edges(resource):
    """What must exist before `resource`."""
    return {*references(resource), *listed(resource.get("DependsOn", []))}


def references_exist(template):
    """Everything that is referred to is there."""
    resources = template["Resources"]
    known = {*resources, *template.get("Parameters", {})}
    for name, resource in resources.items():
        for missing in sorted(edges(resource) - known):
            if not missing.startswith("AWS::"):
                yield f"{name} refers to {missing}, which does not exist"
    for name in references(template.get("Outputs", {})):
        if name not in known and not name.startswith("AWS::"):
            yield f"an output refers to {name}, which does not exist"


def outputs(template):
    """Whoever has deployed the stack is told where everything is."""
    yield from (f"{name} is no output" for name in sorted(OUTPUTS - template["Outputs"].keys()))


def no_cycles(template):
    """Nothing waits for itself. Deployment groups are part of it: an alias waits for the alarms that they ask."""
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


def within_limits(template):
    """CloudFormation takes it."""
    if (count := len(template["Resources"])) > MOST_RESOURCES:
        yield f"{count} resources, of which CloudFormation allows {MOST_RESOURCES}"
    if (size := len(json.dumps(template))) > MOST_BYTES:
        yield f"{size} bytes, of which CloudFormation allows {MOST_BYTES}"


def lints(template):
    """cfn-lint sees far more of the translated template than of SAM's shorthand."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "translated.json")
        path.write_text(json.dumps(template), encoding="utf-8")
        # W7001, W2001: only SAM reads the mapping CanaryIn and the parameter Rollout, so nothing of them is left
        lint = [Path(sys.executable).with_name("cfn-lint"), "--ignore-checks", "W7001", "W2001", "--format", "json", "--"]
        output = subprocess.run([*lint, path], capture_output=True, text=True, check=False).stdout
    for match in json.loads(output):
        yield f"{'.'.join(map(str, match['Location']['Path']))}: {match['Message']} ({match['Rule']['Id']})"
