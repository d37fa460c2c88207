"""Makes the samples here from those of `sam local generate-event`.

    PATH=target/ci-tools/bin:$PATH python tests/events/make.py

The tokens in them are signed with the JWT_SECRET of env.json, which is no secret, and good until 2100.
"""

import base64
import hashlib
import hmac
import json
import os
import struct
import subprocess
import zlib
from pathlib import Path

HERE = Path(__file__).parent
ENV = json.loads((HERE / "env.json").read_text(encoding="utf-8"))["Parameters"]
JSON = "application/json"
AT = "2025-09-29T10:30:00.000Z"
USER = "usr_123456789"
PLACE = {"context": "room_general", "contextType": "chat_room"}
# by function: method, path, the parameters in its braces, query, content type and body, scope; no scope is no token
REQUESTS = {
    "get-profile": ("GET", "/v1/profile", {}, {}, None, ""),
    "update-profile": ("PUT", "/v1/profile", {}, {}, {"displayName": "Updated Name"}, ""),
    "delete-profile": ("DELETE", "/v1/profile", {}, {}, None, ""),
    "export-profile": ("GET", "/v1/profile/export", {}, {}, None, ""),
    "get-public-profile": ("GET", "/v1/profile/{userId}", {"userId": USER}, {}, None, None),
    "batch-get-profiles": ("POST", "/v1/profiles/batch-get", {}, {}, {"userIds": [USER, "usr_987654321"]}, ""),
    "create-avatar-upload": (
        *("POST", "/v1/profile/avatar/uploads", {}, {}),
        *({"contentType": "image/jpeg", "contentLength": 123456}, ""),
    ),
    "get-avatar-upload": (
        *("GET", "/v1/profile/avatar/uploads/{uploadId}", {"uploadId": "0000000001abcdefghijklmnop"}),
        *({}, None, ""),
    ),
    "upload-avatar": ("POST", "/v1/profile/avatar", {}, {}, "form", ""),
    "delete-avatar": ("DELETE", "/v1/profile/avatar", {}, {}, None, ""),
    "get-privacy": ("GET", "/v1/profile/privacy", {}, {}, None, ""),
    "update-privacy": ("PUT", "/v1/profile/privacy", {}, {}, {"location": "private", "bio": "authenticated"}, ""),
    "get-preferences": ("GET", "/v1/profile/preferences", {}, {}, None, ""),
    "update-preferences": ("PUT", "/v1/profile/preferences", {}, {}, {"theme": "dark", "language": "en"}, ""),
    "grant-badge": (
        *("PUT", "/v1/profile/{userId}/badges/{badge}", {"userId": USER, "badge": "early_adopter"}),
        *({}, None, "profiles:admin"),
    ),
    "revoke-badge": (
        *("DELETE", "/v1/profile/{userId}/badges/{badge}", {"userId": USER, "badge": "early_adopter"}),
        *({}, None, "profiles:admin"),
    ),
    "get-alias": ("GET", "/v1/profile/alias", {}, PLACE, None, ""),
    "regenerate-alias": ("POST", "/v1/profile/alias/regenerate", {}, {}, PLACE, ""),
    "list-aliases": ("GET", "/v1/profile/aliases", {}, {}, None, ""),
    "convert-alias": (
        *("POST", "/v1/profile/alias/convert", {}, {}),
        *({"guestId": "anon_42", "userId": USER}, "aliases:convert"),
    ),
    "resolve-alias": ("GET", "/v1/aliases/{aliasId}", {"aliasId": "alias_abcdefghijklmnopqrst"}, {}, None, None),
}
# function URLs, by function
DRAWINGS = {
    "render-initials": "/avatars/initials/v1/4a44-7.svg",
    "render-alias-avatar": "/aliases/panda_789.svg",
}


def generated(*kind):
    """A sample of `sam local generate-event`."""
    command = ["sam", "local", "generate-event", *kind]
    env = {**os.environ, "SAM_CLI_TELEMETRY": "0"}
    return json.loads(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)


def token(scope):
    """A token of the demo user."""
    claims = {"sub": USER, "iss": ENV["JWT_ISSUER"], "aud": ENV["JWT_AUDIENCE"], "iat": 1759141800, "exp": 4102444800}
    if scope:
        claims["scope"] = scope
    part = lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")  # noqa: E731
    parts = [part(json.dumps(of, separators=(",", ":")).encode()) for of in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.digest(ENV["JWT_SECRET"].encode(), b".".join(parts), hashlib.sha256)
    return b".".join([*parts, part(signature)]).decode()


def form():
    """A form with a small picture, and its content type."""
    rows = b"".join(b"\0" + bytes(v for x in range(64) for v in (4 * x, 4 * y, 128)) for y in range(64))
    chunk = lambda kind, data: (  # noqa: E731
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    )
    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    disposition = b'Content-Disposition: form-data; name="avatar"; filename="avatar.png"\r\nContent-Type: image/png'
    return (
        b"--sample\r\n" + disposition + b"\r\n\r\n" + png + b"\r\n--sample--\r\n",
        "multipart/form-data; boundary=sample",
    )


def request(method, resource, parameters, query, body, scope):
    """An event of the API."""
    event = generated("apigateway", "aws-proxy", "--method", method, "--resource", resource, "--stage", "dev")
    path = resource.format(**parameters)
    headers = {"Accept": "*/*", "Host": event["headers"]["Host"], "X-Forwarded-For": "203.0.113.7"}
    headers |= {"X-Forwarded-Port": "443", "X-Forwarded-Proto": "https"}
    if scope is not None:
        headers["Authorization"] = f"Bearer {token(scope)}"
    encoded = body == "form"
    if encoded:
        data, headers["Content-Type"] = form()
        body = base64.b64encode(data).decode()
    elif body is not None:
        headers["Content-Type"], body = JSON, json.dumps(body)
    event["requestContext"] |= {"path": f"/dev{path}", "requestTime": "29/Sep/2025:10:30:00 +0000"}
    event["requestContext"]["requestTimeEpoch"] = 1759141800000
    event["requestContext"]["identity"] |= {"sourceIp": "203.0.113.7", "userAgent": "curl/8.5.0"}
    return event | {
        "path": path,
        "pathParameters": parameters or None,
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": encoded,
    }


def drawing(path):
    """An event of a function URL, which SAM has no sample of."""
    host = "abcdefghijklmnopqrstuvwxyz012345.lambda-url.us-east-1.on.aws"
    http = {
        "method": "GET",
        "path": path,
        "protocol": "HTTP/1.1",
        "sourceIp": "203.0.113.7",
        "userAgent": "Amazon CloudFront",
    }
    context = {"accountId": "123456789012", "apiId": host.split(".")[0], "domainName": host, "http": http}
    context |= {"domainPrefix": host.split(".")[0], "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"}
    context |= {
        "routeKey": "$default",
        "stage": "$default",
        "time": "29/Sep/2025:10:30:00 +0000",
        "timeEpoch": 1759141800000,
    }
    event = {"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": ""}
    return event | {"headers": {"accept": "*/*", "host": host}, "requestContext": context, "isBase64Encoded": False}


def row(name, rev):
    """A row of the profiles table, as streams have it."""
    text = lambda value: {"S": value}  # noqa: E731
    number = lambda value: {"N": str(value)}  # noqa: E731
    flags = lambda **values: {"M": {name: {"BOOL": value} for name, value in values.items()}}  # noqa: E731
    levels = {field: "public" for field in ("display_name", "bio", "avatar", "social_links")}
    levels |= {"location": "authenticated", "activity_status": "private"}
    counts = ("posts_count", "likes_received", "comments_count", "followers_count", "following_count")
    preferences = {
        "theme": text("auto"),
        "language": text("en"),
        "notifications": flags(email=True, push=True, in_app=True),
        "privacy": flags(show_online_status=False, allow_direct_messages=True, show_read_receipts=False),
    }
    return {
        "user_id": text(USER),
        "display_name": text(name),
        "bio": text(""),
        "avatar": text("https://cdn.multitask.com/avatars/initials/v1/4a44-7.svg"),
        "location": text(""),
        "timezone": text("UTC"),
        "social_links": {"M": {}},
        **{field: {"L": []} for field in ("interests", "skills", "badges", "recent_edits")},
        "stats": {"M": {**{count: number(0) for count in counts}, "joined_at": text(AT)}},
        "privacy": {"M": {field: text(level) for field, level in levels.items()}},
        "preferences": {"M": preferences},
        **{field: text(AT) for field in ("created_at", "updated_at")},
        "is_active": {"BOOL": True},
        **{field: number(rev) for field in ("version", "rev", "edited_rev")},
        **{field: number(0) for field in ("avatar_seq", "avatar_applied")},
        "avatar_exposed": {"BOOL": False},
    }


def change():
    """An event of the profiles table's stream."""
    event = generated("dynamodb", "update")
    record = next(record for record in event["Records"] if record["eventName"] == "MODIFY")
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/profile-profiles-dev/stream/2025-09-29T10:00:00.000"
    record["eventSourceARN"] = arn
    images = {"Keys": {"user_id": {"S": USER}}, "OldImage": row("John Doe", 1), "NewImage": row("Updated Name", 2)}
    record["dynamodb"] |= {**images, "ApproximateCreationDateTime": 1759141800, "SizeBytes": 1200}
    return {"Records": [record]}


def published():
    """An event of the bus."""
    event = generated("cloudwatch", "scheduled-event")
    detail = {
        "eventId": "c81e728d9d4c2f636f067f89cc14862c",
        "eventType": "profile_updated",
        "timestamp": AT,
        "userId": USER,
        "rev": 2,
        "version": 2,
        "changedFields": ["displayName"],
        "profile": {"userId": USER, "displayName": "Updated Name"},
        "removed": [],
    }
    event |= {"version": "0", "source": "profile-svc", "detail-type": "profile_updated", "time": AT, "resources": []}
    return event | {"detail": detail}


def main():
    samples = {name: request(*parts) for name, parts in REQUESTS.items()}
    samples |= {name: drawing(path) for name, path in DRAWINGS.items()}
    samples |= {"publish-changes": change(), "fan-out": published()}
    for name, sample in samples.items():
        (HERE / f"{name}.json").write_text(json.dumps(sample, indent=2) + "\n", encoding="utf-8")


main()
