"""Calls three functions with their samples by `cargo lambda`, against the service on this machine.

    cargo build -p local -p get-profile -p record-activity -p render-alias-avatar
    PATH=target/ci-tools/bin:$PATH python tests/events/invoke.py

`cargo lambda watch` can build and start functions itself; here it serves Lambda's runtime API alone, so that what the tests
built is not built again with other features.
"""

import contextlib
import json
import os
import re
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
ENV = json.loads((HERE / "env.json").read_text(encoding="utf-8"))["Parameters"]
FUNCTIONS = ("get-profile", "record-activity", "render-alias-avatar")


@contextlib.contextmanager
def running(*command, env, **options):
    """A process, for as long as it is needed."""
    process = subprocess.Popen(command, env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], **env}, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def free_port():
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, process):
    """Waits until `process` listens on `port`."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on {port}")


def endpoints(local):
    """Where the service says that DynamoDB and S3 are."""
    found = {}
    for line in local.stdout:
        for name, label in {"DYNAMODB": "DynamoDB", "S3": "S3"}.items():
            if address := re.match(rf"  {label}\b.*?(http://\S+)", line):
                found[f"AWS_ENDPOINT_URL_{name}"] = address[1]
        if len(found) == 2:
            return found
    raise SystemExit("the service did not start")


def invoke(port, function, sample=None):
    """What `function` answers to its sample, or to another one."""
    address = ["--invoke-address", "127.0.0.1", "--invoke-port", str(port)]
    data = sample or HERE / f"{function}.json"
    command = ["cargo-lambda", "lambda", "invoke", *address, function, "--data-file", data]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)


def profile(port):
    """The demo user's profile, by get-profile."""
    answer = invoke(port, "get-profile")
    assert answer["statusCode"] == 200, answer
    return json.loads(answer["body"])["data"]


def check(port, folder):
    before = profile(port)
    assert before["userId"] == "usr_123456789", before
    # the sample is older than the events that are applied, so it counts as done and changes nothing
    assert invoke(port, "record-activity") == {"batchItemFailures": []}
    assert profile(port)["stats"] == before["stats"]
    # one of today is applied, and once only
    text = (HERE / "record-activity.json").read_text(encoding="utf-8")
    today = Path(folder, "today.json")
    today.write_text(re.sub(r"2025-09-29T[0-9:.]+Z", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), text))
    for _ in range(2):
        assert invoke(port, "record-activity", today) == {"batchItemFailures": []}
    assert profile(port)["stats"]["likesReceived"] == before["stats"]["likesReceived"] + 1
    drawing = invoke(port, "render-alias-avatar")
    assert drawing["statusCode"] == 200 and "<svg" in drawing["body"], drawing


def main():
    ports = ["--port", "0", "--s3-port", "0", "--dynamodb-port", "0", "--ephemeral"]
    with contextlib.ExitStack() as stack:
        local = stack.enter_context(running("target/debug/local", *ports, env={}, stdout=subprocess.PIPE, text=True))
        env = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local-secret", "AWS_REGION": "us-east-1"}
        env |= {**ENV, **endpoints(local)}
        port = free_port()
        only_apis = ["--only-lambda-apis", "--invoke-address", "127.0.0.1", "--invoke-port", str(port)]
        watch = stack.enter_context(running("cargo-lambda", "lambda", "watch", *only_apis, env={}))
        wait_for(port, watch)
        for function in FUNCTIONS:
            runtime = {"AWS_LAMBDA_RUNTIME_API": f"http://127.0.0.1:{port}/.rt/{function}"}
            runtime |= {"AWS_LAMBDA_FUNCTION_NAME": function, "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST"}
            runtime |= {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256"}
            stack.enter_context(running(f"target/debug/{function}", env=env | runtime))
        check(port, stack.enter_context(tempfile.TemporaryDirectory()))
        print("cargo lambda invoke: three functions answer their samples")


main()
