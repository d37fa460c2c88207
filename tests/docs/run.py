"""Runs the commands of README.md and docs/*.md, and checks the links of every Markdown file and the sums of costs.

    python3 tests/docs/run.py                      # after `cargo build --package local`
    python3 tests/docs/run.py --marked tests/deploy  # the blocks that are marked so, in the environment that is there

Every block that is fenced as `sh` is run, those of a file in order and in one bash, in a copy of the tree, beside a local
service of their own. A line of a comment before a block says otherwise: `<!-- not run: why -->`, or `<!-- run by: files -->`,
where one of the files must contain each of the block's commands (a folder runs them by `--marked`).
`# -> text` after a command promises that its output contains the text. curl fails when the answer is an error.

Rows: README.md proves Q2 (with the `.env` below) and Q4, docs/OPERATIONS.md O2 to O4 and O6; O1 and O7 are marked for
tests/deploy; links.py proves O9 and O10.

The service has the ports that the documents name, in a network of its own where the kernel allows that.
Needs bash, curl, git, jq and, below target/ci-tools or elsewhere, the AWS command line and cfn-lint.
"""

import argparse
import contextlib
import fcntl
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import costs
import links

ROOT = Path(__file__).resolve().parents[2]
# files whose commands are not run here, and why
ELSEWHERE = {"docs/PERFORMANCE.md": "its commands measure for minutes, on a quiet machine"}
SERVICE = "cargo run --quiet --locked --offline --manifest-path"
PORTS = (8080, 9000, 8000)
# a file's commands take no longer, whatever they wait for
MOST_SECONDS = 300
# what the product was first asked to start with: rows Q2 and C15
DOT_ENV = """AWS_REGION=us-east-1
DYNAMODB_TABLE_PROFILES=profile-profiles-dev
DYNAMODB_TABLE_ALIASES=profile-aliases-dev
S3_BUCKET_AVATARS=multitask-avatars-dev
CLOUDFRONT_DOMAIN=d123456789.cloudfront.net
AUTH_SERVICE_URL=https://api.multitask.com/v1/auth
LOG_LEVEL=debug
IMAGE_MAX_SIZE=5242880  # 5MB
ALIAS_EXPIRY_HOURS=720  # 30 days
"""
PRELUDE = """
set -euo pipefail
trap 'echo "$FILE:$LINENO: failed: $(sed -n "${LINENO}p" "$STEPS")" >&2' ERR
curl() { command curl --silent --show-error --fail-with-body --max-time 60 "$@" || return; }
seen=0
promised() {
    tail -c "+$((seen + 1))" "$OUTPUT" | grep -F -- "$2" >/dev/null || { echo "$FILE:$1: the output has no: $2" >&2; exit 1; }
    seen=$(stat -c %s "$OUTPUT")
}
exec >"$OUTPUT" 2>&1
"""


class Block(NamedTuple):
    """A block of commands; `line` is that of its first command, `mark` what the comment before it says."""

    line: int
    commands: list[str]
    mark: str | None


def blocks(text):
    """The blocks of a Markdown file that are fenced as sh."""
    found, open_at, mark = [], None, None
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if open_at is not None:
            if line.strip() == "```":
                found.append(Block(open_at + 1, lines[open_at : number - 1], mark))
                open_at = mark = None
        elif re.fullmatch(r"```sh", line):
            open_at = number
        elif comment := re.fullmatch(r"<!-- ((?:not run|run by): .+) -->", line):
            mark = comment[1]
        elif line.strip():
            mark = None
    return found


def commands(block):
    """What must stand elsewhere when the block is run elsewhere."""
    plain = (re.sub(r"(^|\s)#.*", "", line).strip() for line in block.commands)
    return [command for command in plain if command]


def problems_of_mark(file, block):
    if not block.mark.startswith("run by: "):
        return
    named = [ROOT / name.strip() for name in block.mark.removeprefix("run by: ").split(",")]
    for place in named:
        if not place.exists():
            yield f"{file}:{block.line}: {place.relative_to(ROOT)} does not exist"
    texts = [place.read_text(encoding="utf-8") for place in named if place.is_file()]
    for command in commands(block) if texts else []:
        if not any(command in text for text in texts):
            yield f"{file}:{block.line}: {command!r} is not in {block.mark.removeprefix('run by: ')}"


def script(chosen):
    """The blocks as one script, each line where it stands in the Markdown."""
    at = {}
    for block in chosen:
        for number, line in enumerate(block.commands, block.line):
            promise = re.fullmatch(r"# -> (.*)", line)
            at[number] = f"promised {number} {quoted(promise[1])}" if promise else line
    lines = [at.get(number, "") for number in range(1, max(at, default=0) + 1)]
    return "\n".join(lines) + "\n"


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def run_blocks(file, chosen, folder, environment):
    """Runs a file's blocks; an answer of text says what failed."""
    with tempfile.TemporaryDirectory() as scratch:
        prelude, steps, output = (Path(scratch, name) for name in ("prelude", "steps", "output"))
        prelude.write_text(PRELUDE, encoding="utf-8")
        steps.write_text(script(chosen), encoding="utf-8")
        output.touch()
        variables = {"FILE": file, "STEPS": str(steps), "OUTPUT": str(output)}
        # read by `.`, so that $LINENO counts the lines of the steps alone
        bash = ["bash", "-c", '. "$1"; . "$2"', "bash", prelude, steps]
        try:
            subprocess.run(
                bash, cwd=folder, env=environment | variables, stdin=subprocess.DEVNULL, check=True, timeout=MOST_SECONDS
            )
        except subprocess.SubprocessError:
            # the last line says where
            return output.read_text(encoding="utf-8", errors="replace").replace(f"{steps}: line ", f"{file}:")
        return None


def copy_tree(folder):
    """The tracked files as they are now, and the folder of what is built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    pack = subprocess.run(["tar", "-c", "--null", "-T", "-"], cwd=ROOT, input=listed, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=pack.stdout, check=True)
    Path(folder, "target").symlink_to(ROOT / "target")
    Path(folder, ".env").write_text(DOT_ENV, encoding="utf-8")


@contextlib.contextmanager
def service(folder, environment):
    """The service in `folder`, on the documented ports, as `cargo run` starts it."""
    log = Path(folder, "service.log")
    command = [*SERVICE.split(), ROOT / "Cargo.toml", "--", "--ephemeral"]
    with log.open("w", encoding="utf-8") as said, subprocess.Popen(
        command, cwd=folder, env=environment, stdout=said, stderr=said
    ) as process:
        try:
            wait_until_ready(process, log)
            yield
        finally:
            process.terminate()


def wait_until_ready(process, log):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen("http://localhost:8080/dev/health", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"the service did not start:\n{log.read_text(encoding='utf-8')}")


def own_network():
    """Starts this again in a network namespace, where every port is free; without, the ports must be."""
    if os.environ.get("OWN_NETWORK") is None:
        unshare = ["unshare", "--net", "--map-root-user"]
        with contextlib.suppress(OSError):
            if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode == 0:
                os.execvpe("unshare", [*unshare, sys.executable, *sys.argv], os.environ | {"OWN_NETWORK": "1"})
    else:
        with socket.socket() as any_socket:  # takes the loopback device up
            fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                sys.exit(f"port {port} is taken, and the documents' commands need it")


def of_blocks():
    """The variables of commands: nothing of a developer's own settings."""
    tools = ROOT / "target/ci-tools"
    return {
        "PATH": f"{tools}/docs/bin:{tools}/bin:{os.environ['PATH']}",
        "HOME": os.environ.get("HOME", "/"),
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_PAGER": "",
    }


def files():
    return ["README.md", *(str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").glob("*.md")))]


def main():
    arguments = argparse.ArgumentParser(description="Runs the documents' commands.")
    arguments.add_argument("--marked", metavar="FOLDER", help="run only what is marked to be run by this")
    marked = arguments.parse_args().marked
    if marked is None:
        own_network()
    problems = [] if marked else [*links.problems(ROOT), *costs.problems(ROOT)]
    counts = {"run here": 0}
    for file in files():
        found = blocks((ROOT / file).read_text(encoding="utf-8"))
        if file in ELSEWHERE:
            counts[f"not run: {ELSEWHERE[file]}"] = len(found)
            continue
        for block in found if marked is None else []:
            if block.mark:
                counts[block.mark] = counts.get(block.mark, 0) + 1
                problems += problems_of_mark(file, block)
        wanted = None if marked is None else f"run by: {marked}"
        chosen = [block for block in found if block.mark == wanted]
        if not chosen:
            continue
        counts["run here"] += len(chosen)
        if marked:
            problem = run_blocks(file, chosen, ROOT, dict(os.environ))
        else:
            with tempfile.TemporaryDirectory() as folder:
                copy_tree(folder)
                with service(folder, dict(os.environ)):
                    problem = run_blocks(file, chosen, folder, of_blocks())
        problems += [problem] if problem else []
        print(f"{file}: {len(chosen)} blocks {'failed' if problem else 'ok'}", flush=True)
    if not counts["run here"]:
        problems.append("there was nothing to run")
    for what, count in counts.items():
        print(f"{count:4} blocks {what}")
    print("\n".join(problems), file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
