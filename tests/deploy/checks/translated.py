"""The template as CloudFormation gets it, and how to find one's way in it."""

import logging
import os
import re
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
logging.disable(logging.WARNING)

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse


def translate(path, **parameters):
    """What SAM makes of the template at `path`, with `parameters` instead of the defaults."""
    template = yaml_parse(Path(path).read_text(encoding="utf-8"))
    # the translator takes packaged code only
    template["Globals"]["Function"]["CodeUri"] = "s3://bucket/code.zip"
    defaults = {name: p["Default"] for name, p in template["Parameters"].items() if "Default" in p}
    return Translator({}, Parser()).translate(template, {**defaults, **parameters})


def listed(value):
    """`value` as a list: IAM and CloudFormation take one thing in place of a list of one."""
    return value if isinstance(value, list) else [value]


def references(node):
    """Every name that `node` refers to by Ref, Fn::GetAtt or Fn::Sub."""
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


def target(value):
    """The logical id that an ARN or a name is made of."""
    return next(references(value), value)


def function_of(template, value):
    """The logical id of the function that `value` names, by itself or by its alias."""
    name = target(value)
    resource = template["Resources"].get(name, {})
    if resource.get("Type") in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
        return function_of(template, resource["Properties"]["FunctionName"])
    return name


def of_type(template, kind):
    """The properties of all resources of a type, by logical id."""
    return {name: r.get("Properties", {}) for name, r in template["Resources"].items() if r["Type"] == kind}


def functions(template):
    """All functions' properties, by logical id."""
    return of_type(template, "AWS::Lambda::Function")


def alarms_on(template, value):
    """The alarms, by logical id, one of whose dimensions is `value`'s resource."""
    name = target(value)
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    return {alarm: p for alarm, p in alarms.items() if name in references(p.get("Dimensions", []))}
