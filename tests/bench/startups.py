#!/usr/bin/env python3
"""Size, init time and memory of every function, through a Runtime API of its own: startups.py [ROUNDS] (docs/PERFORMANCE.md).

Takes the bootstraps that `cargo lambda build --release` left in target/lambda. Init is the time from the start of the process to its first
request for work; memory is its peak resident set until then. No AWS account is needed, as nothing is called before.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

BUILT = Path(__file__).resolve().parents[2] / "target" / "lambda"
SECRET = "0123456789abcdef0123456789abcdef"
VARIABLES = {
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_LAMBDA_FUNCTION_NAME": "startup",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
    "AWS_LAMBDA_LOG_GROUP_NAME": "startup",
    "AWS_LAMBDA_LOG_STREAM_NAME": "startup",
    "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH": "true",
    "DYNAMODB_TABLE_PROFILES": "profile-profiles-dev",
    "DYNAMODB_TABLE_ALIASES": "profile-aliases-dev",
    "DYNAMODB_TABLE_LEDGER": "profile-ledger-dev",
    "S3_BUCKET_AVATARS": "multitask-avatars-dev",
    "CLOUDFRONT_DOMAIN": "d123.cloudfront.net",
    "EVENT_BUS_NAME": "profile-events-dev",
    "FANOUT_RETRY_QUEUE_URL": "http://127.0.0.1:1/queue",
    "WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    **dict.fromkeys(("JWT_SECRET", "ETAG_KEY", "ALIAS_KEY", "TOMBSTONE_KEY", "MODERATION_KEY"), SECRET),
}


class RuntimeApi(BaseHTTPRequestHandler):
    """Notes the first request for work, and gives none."""

    def do_GET(self):
        self.server.asked.set()
        self.server.over.wait()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        raise SystemExit(f"{self.path}: {body.decode()}")

    def log_message(self, *_):
        pass


def start(bootstrap):
    """Milliseconds until the first request for work, and peak MB until then."""
    server = HTTPServer(("127.0.0.1", 0), RuntimeApi)
    server.asked, server.over = threading.Event(), threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    env = {**VARIABLES, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}"}
    begun = time.perf_counter()
    process = subprocess.Popen([bootstrap], env=env, stdout=subprocess.DEVNULL)
    try:
        if not server.asked.wait(30):
            raise SystemExit(f"{bootstrap} asked for no work")
        taken = (time.perf_counter() - begun) * 1000
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return taken, int(peak.split()[1]) / 1024
    finally:
        process.kill()
        process.wait()
        server.over.set()
        server.shutdown()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    print("| function | MB | init ms | peak MB |\n|---|---:|---:|---:|")
    for folder in sorted(path for path in BUILT.iterdir() if path.is_dir()):
        bootstrap = folder / "bootstrap"
        starts = [start(bootstrap) for _ in range(rounds)]
        taken = statistics.median(taken for taken, _ in starts)
        peak = statistics.median(peak for _, peak in starts)
        print(f"| {folder.name} | {os.path.getsize(bootstrap) / 1e6:.1f} | {taken:.0f} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
