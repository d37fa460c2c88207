"""The runbook: whoever is woken finds what to do."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

from .translated import of_type

RUNBOOK = Path(__file__).parents[3] / "docs" / "OPERATIONS.md"


def explains_each_alarm(template):
    """Each alarm has a line in docs/OPERATIONS.md, by its name or by a pattern, and no line is of an alarm that is not there."""
    _, _, section = RUNBOOK.read_text(encoding="utf-8").partition("\n## When an alarm rings\n")
    rows = re.findall(r"^\| (`.+?) \|", section.partition("\n## ")[0], re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`([\w*]+)`", row)}
    alarms = {name.removesuffix("Alarm") for name in of_type(template, "AWS::CloudWatch::Alarm")}
    for name in sorted(alarms):
        if not any(fnmatchcase(name, pattern) for pattern in explained):
            yield f"docs/OPERATIONS.md does not say what to do when {name} rings"
    for pattern in sorted(explained):
        if not any(fnmatchcase(name, pattern) for name in alarms):
            yield f"docs/OPERATIONS.md explains {pattern}, which is no alarm"
