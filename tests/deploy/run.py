"""Deploys template.yaml onto MiniStack, as `sam build && sam deploy` do, and runs the journeys of tests/it against it.

    python tests/deploy/run.py

The Python that runs this has what .ci/requirements.txt names beside it, and MINISTACK_PYTHON is one that has MiniStack, which
enforces the roles of the functions and runs their real binaries. It keeps what it has in target/deploy, and ends with this
script.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import boto3
import measures
from botocore.config import Config

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "deploy"
WORK = ROOT / "target" / "deploy"
TOOLS = Path(sys.executable).parent
STACK = "profile-svc-dev"
REGION = "us-east-1"
# fat LTO is for what is deployed to AWS; here it would cost half an hour and show nothing more
QUICK_BUILD = {"CARGO_PROFILE_RELEASE_LTO": "off", "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(endpoint):
    """That of programs which take MiniStack for AWS."""
    return {
        **os.environ,
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "SAM_CLI_TELEMETRY": "0",
    }


@contextmanager
def ministack(port, env):
    """A MiniStack that enforces roles and signatures, on this machine alone and with nothing of before in it."""
    for folder in ("state", "tmp"):
        shutil.rmtree(WORK / folder, ignore_errors=True)
        (WORK / folder).mkdir(parents=True)
    settings = {
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "STATE_DIR": str(WORK / "state"),
        "TMPDIR": str(WORK / "tmp"),
    }
    with open(WORK / "ministack.log", "wb") as log:
        process = subprocess.Popen(
            [os.environ.get("MINISTACK_PYTHON", sys.executable), HERE / "emulator.py"],
            env={**env, **settings},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_ministack/health", process)
            yield
        finally:
            end(process)


def end(process):
    """Ends it with the functions that it has started, by force if it does not listen."""
    for way in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, way)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)


def wait_for(url, process):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit(f"MiniStack ended with {process.returncode}; see {WORK / 'ministack.log'}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def run(*command, env, **options):
    print("+", *command, flush=True)
    return subprocess.run([str(part) for part in command], env=env, cwd=ROOT, check=True, **options)


def deploy(env, port, jwt_secret_arn):
    parameters = {
        "Stage": "dev",
        "JwtSecretArn": jwt_secret_arn,
        "JwtIssuer": "profile-svc-local",
        "JwtAudience": "profile-svc",
        "CdnDomain": f"http://127.0.0.1:{port}",
        "FanoutTargets": f"chat=http://127.0.0.1:{port}/subscribers/chat,post=http://127.0.0.1:{port}/subscribers/post",
        "FanoutPrivateTargets": "true",
    }
    overrides = [f"{name}={value}" for name, value in parameters.items()]
    run("sam", "deploy", "--no-progressbar", "--parameter-overrides", *overrides, env=env)


def mend(client, api):
    """MiniStack takes the media type as CloudFormation has it, with its slash escaped."""
    unchecked = Config(parameter_validation=False)
    change = {"op": "replace", "path": "/binaryMediaTypes", "value": ["multipart/form-data"]}
    client("apigateway", config=unchecked).update_rest_api(restApiId=api, patchOperations=[change])


def secret(client, name):
    return client.get_secret_value(SecretId=f"profile-svc/dev/{name}")["SecretString"]


def describe(client, endpoint, port, jwt_secret):
    """What tests/it/deployed.rs has to know."""
    [stack] = client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    # the output's host is Amazon's; the same API is behind a path of MiniStack's
    api, stage = re.fullmatch(r"https://(\w+)\.execute-api\.[^/]+/(\w+)", outputs["ApiUrl"]).groups()
    mend(client, api)
    keys = client("secretsmanager")
    return {
        "apiUrl": f"{endpoint}/_aws/execute-api/{api}/{stage}",
        "endpoint": endpoint,
        "distribution": outputs["CdnDomain"],
        "port": port,
        "topicQueueUrl": subscribe(client, outputs["NotificationsTopic"]),
        "jwtSecret": jwt_secret,
        "webhookSecret": f"whsec_{secret(keys, 'webhook-key')}",
        "aliasKey": secret(keys, "alias-key"),
        "tombstoneKey": secret(keys, "tombstone-key"),
    }


def subscribe(client, topic):
    """A queue that has what `topic` sends, for the tests to read."""
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="tests-notifications")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"}
    )
    return url


def local_only():
    """The tests that need a stack in their own process, by the beginning of their names, from local-only.txt."""
    lines = (HERE / "local-only.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.split(None, 1) for line in lines if line.strip() and not line.startswith("#")]
    without = [entry[0] for entry in entries if len(entry) < 2]
    if without:
        sys.exit(f"tests/deploy/local-only.txt gives no reason for {', '.join(without)}")
    return [name for name, _ in entries]


def test_binary(env):
    built = run(
        *("cargo", "test", "--workspace", "--test", "it", "--locked", "--no-run", "--message-format", "json"),
        env=env,
        stdout=subprocess.PIPE,
    )
    messages = [json.loads(line) for line in built.stdout.splitlines() if line.startswith(b"{")]
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "it")


def journeys(env, description):
    file = WORK / "deployed.json"
    file.write_text(json.dumps(description, indent=2), encoding="utf-8")
    binary = test_binary(env)
    listed = subprocess.run([binary, "--list"], capture_output=True, text=True, check=True).stdout
    names = [line.removesuffix(": test") for line in listed.splitlines() if line.endswith(": test")]
    skipped = local_only()
    for entry in skipped:
        if not any(name.startswith(entry) for name in names):
            sys.exit(f"tests/deploy/local-only.txt names {entry}, which is no test")
    chosen = [name for name in names if not name.startswith(tuple(skipped))]
    print(f"{len(chosen)} of {len(names)} journeys against {description['apiUrl']}", flush=True)
    # without AWS_ENDPOINT_URL, which would reach stacks that have endpoints of their own
    run(binary, "--exact", "--test-threads", "4", *chosen, env={**os.environ, "DEPLOYED": str(file)})


def sweep(client):
    """A sweep now, and not when its schedule says: it has to be able to do all by its role."""
    stack = client("cloudformation")
    resource = stack.describe_stack_resource(StackName=STACK, LogicalResourceId="SweepUploadsFunction")
    function = resource["StackResourceDetail"]["PhysicalResourceId"]
    event = (ROOT / "tests" / "events" / "sweep-uploads.json").read_bytes()
    answer = client("lambda").invoke(FunctionName=f"{function}:live", Payload=event)
    if "FunctionError" in answer:
        sys.exit(f"the sweep failed: {answer['Payload'].read().decode()}")


def main():
    # a polite end ends MiniStack too
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))
    WORK.mkdir(parents=True, exist_ok=True)
    port, outside = free_port(), free_port()
    endpoint = f"http://127.0.0.1:{port}"
    env = environment(endpoint)
    started = time.monotonic()
    # at once and side by side; sam build then finds each function built
    run("cargo", "lambda", "build", "--release", env={**env, **QUICK_BUILD})
    run("sam", "build", env={**env, **QUICK_BUILD})
    print(f"built in {time.monotonic() - started:.0f} s", flush=True)
    with ministack(port, env):

        def client(service, **options):
            keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
            return boto3.client(service, endpoint_url=endpoint, region_name=REGION, **keys, **options)

        jwt_secret = secrets.token_hex(32)
        arn = client("secretsmanager").create_secret(Name="tests/jwt", SecretString=jwt_secret)["ARN"]
        deploy(env, outside, arn)
        journeys(env, describe(client, endpoint, outside, jwt_secret))
        sweep(client)
        problems = list(measures.check(client))
        if problems:
            sys.exit("\n".join(problems))
        # what the documents tell whoever deploys and operates a stack
        run(sys.executable, "tests/docs/run.py", "--marked", "tests/deploy", env={**env, **QUICK_BUILD, "STAGE": "dev"})


if __name__ == "__main__":
    main()
