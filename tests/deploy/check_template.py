"""What linters miss in template.yaml, checked on what SAM makes of it for dev and for prod.

    python tests/deploy/check_template.py [template.yaml]

Needs aws-sam-translator and cfn-lint, no AWS account and no network. test_check_template.py proves that each check can
fail.
"""

import sys

from checks import access, edges, functions, runbook, source, storage, structure, translated, watching
from samtranslator.model.exceptions import InvalidDocumentException

ALWAYS = [
    structure.references_exist,
    structure.outputs,
    structure.no_cycles,
    structure.within_limits,
    structure.lints,
    access.permissions_name_their_source,
    access.roles_are_narrow,
    access.nothing_is_public,
    access.tls_and_encryption,
    functions.roles_are_own,
    functions.routes_are_own,
    functions.logs_and_traces,
    functions.settings_are_ours,
    functions.called_by_alias,
    edges.asynchronous_calls,
    edges.rules,
    edges.streams,
    edges.queues,
    storage.logical_ids,
    storage.tables,
    storage.stream_is_consumed,
    storage.bucket,
    storage.pictures_come_by_the_cdn,
    watching.alarms,
    watching.dashboard,
    runbook.explains_each_alarm,
]
OF_STAGE = {"dev": [*ALWAYS, functions.at_once], "prod": [*ALWAYS, functions.rolls_back]}
OF_SOURCE = [source.builds, source.deployments]


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "template.yaml"
    problems = [problem for check in OF_SOURCE for problem in check(path)]
    for stage, checks in OF_STAGE.items():
        try:
            template = translated.translate(path, Stage=stage)
        except InvalidDocumentException as error:
            sys.exit("\n".join([f"{path}: SAM refuses it", *(cause.message for cause in error.causes)]))
        problems += [f"{stage}: {problem}" for check in checks for problem in check(template)]
        print(f"{path}: {stage} has {len(template['Resources'])} resources")
    for problem in problems:
        print(f"{path}: {problem}")
    print(f"{path}: {len(problems)} problems")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
