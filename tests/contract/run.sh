#!/usr/bin/env bash
# Has schemathesis try target/debug/local by docs/openapi.yml. SCHEMATHESIS is its command.
set -euo pipefail
cd "$(dirname "$0")/../.."

said=$(mktemp)
# its own configuration, not what a .env or the shell of a developer says
env -i PATH="$PATH" target/debug/local --port 0 --s3-port 0 --dynamodb-port 0 --ephemeral >"$said" 2>"$said.log" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -f "$said" "$said.log"' EXIT

api=
for _ in $(seq 300); do
    api=$(sed -n 's/^  API, CDN *//p' "$said")
    [[ -n $api ]] && curl -sf "$api/dev/health" >/dev/null && break
    kill -0 "$server" || { cat "$said.log"; exit 1; }
    sleep 0.1
done
TOKEN=$(curl -sf "$api/dev/token" -H 'Content-Type: application/json' \
    -d '{"sub": "usr_123456789", "scope": "profiles:admin aliases:convert aliases:moderate"}' |
    sed 's/.*"token":"\([^"]*\)".*/\1/')
export TOKEN PYTHONDONTWRITEBYTECODE=1 HYPOTHESIS_STORAGE_DIRECTORY=target/hypothesis

status=0
"${SCHEMATHESIS:-schemathesis}" --config-file tests/contract/schemathesis.toml --no-color \
    run docs/openapi.yml --url "$api" --checks all --phases examples,coverage,fuzzing,stateful \
    --continue-on-failure "$@" || status=$?
# a fault that no check saw
if grep -E 'ERROR|panicked' "$said.log"; then
    status=1
fi
exit "$status"
