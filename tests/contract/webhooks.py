"""Has target/debug/local tell a receiver of a change, which verifies the webhook with the reference library.

    python tests/contract/webhooks.py

Needs the package standardwebhooks. Ends with 1 when a webhook does not come, or does not verify, or verifies when it must not.
"""

import json
import queue
import re
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
received = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        received.put((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def post(url, body, token=None, method="POST"):
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers, method=method)
    return json.load(urllib.request.urlopen(request, timeout=30))


def verifies(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def check(base):
    token = post(f"{base}/dev/token", {"sub": "usr_webhooks"})["token"]
    post(f"{base}/v1/profile", {"displayName": "Jo Doe"}, token, "PUT")
    for _ in range(2):
        headers, body = received.get(timeout=60)
        assert json.loads(body)["userId"], body
        # while the key changes, receivers with either key believe
        assert verifies(SECRET, body, headers) and verifies(OLD_SECRET, body, headers), headers
        assert not verifies(SECRET, body + b" ", headers), "a changed body verifies"
        assert not verifies(SECRET, body, {**headers, "webhook-id": "another"}), "a changed id verifies"
        assert not verifies("whsec_" + "A" * 32, body, headers), "another key verifies"


def main():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {
        "FANOUT_TARGETS": f"receiver=http://127.0.0.1:{server.server_port}/",
        "WEBHOOK_SECRET": f"{SECRET} {OLD_SECRET}",
    }
    command = ["target/debug/local", "--port", "0", "--s3-port", "0", "--dynamodb-port", "0", "--ephemeral"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as local:
        try:
            for line in local.stdout:
                if found := re.match(r"  API, CDN *(\S+)", line):
                    check(found[1])
                    print("webhooks: the reference library verifies them")
                    return
            sys.exit("the service did not start")
        finally:
            local.terminate()


main()
