"""What SAM takes away when it translates: how functions are built, and the settings of deployments."""

import re
import tomllib
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

STAGES = {"default": "dev", "staging": "staging", "prod": "prod"}


def builds(path):
    """Each function is a binary of its own, so one alone can be built and deployed (O7), and what they share is built once."""
    folder = Path(path).resolve().parent
    cargo = tomllib.loads((folder / "Cargo.toml").read_text(encoding="utf-8"))
    # cargo-lambda takes the packages from here, as SAM hands it the binary's name alone
    together = cargo["workspace"].get("metadata", {}).get("lambda", {}).get("build", {})
    if not together.get("workspace") or set(together.get("exclude", ())) != {"local", "it"}:
        yield f"Cargo.toml has cargo-lambda build {together} and not the functions"
    resources = yaml_parse(Path(path).read_text(encoding="utf-8"))["Resources"]
    names = set()
    for name, resource in resources.items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        package = re.sub(r"(?<!^)([A-Z])", r"-\1", name.removesuffix("Function")).lower()
        names.add(package)
        built = resource.get("Metadata", {}).get("BuildProperties", {})
        if built != {"Binary": package}:
            yield f"O7: {name} is built from {built} and not from {package}"
    for missing in sorted({entry.name for entry in (folder / "functions").iterdir()} ^ names):
        yield f"O7: {missing} is in functions/ or in the template, and not in both"


def deployments(path):
    """Each stage deploys by one command, to its own stack, with tags (O7, C14)."""
    config = tomllib.loads(Path(path).with_name("samconfig.toml").read_text(encoding="utf-8"))
    for environment, stage in STAGES.items():
        settings = config.get(environment, {})
        common = settings.get("global", {}).get("parameters", {})
        deploy = settings.get("deploy", {}).get("parameters", {})
        if common.get("stack_name") != f"profile-svc-{stage}" or f"Stage={stage}" not in common["parameter_overrides"]:
            yield f"O7: the environment {environment} does not deploy {stage}"
        if common.get("region") != "us-east-1":
            yield f"C14: the environment {environment} is in {common.get('region')}"
        if f"stage={stage}" not in deploy.get("tags", "") or "project=" not in deploy.get("tags", ""):
            yield f"the environment {environment} tags nothing"
        if not deploy.get("resolve_s3"):
            yield f"the environment {environment} has no place for a template of this size"
