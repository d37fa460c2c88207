#!/usr/bin/env bash
# A minute of load on target/debug/local: no error, and no request too few. ARTILLERY is its command.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=$(mktemp -d)
env -i PATH="$PATH" target/debug/local --port 0 --s3-port 0 --dynamodb-port 0 --ephemeral \
    >"$folder/said" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$folder"' EXIT

api=
for _ in $(seq 300); do
    api=$(sed -n 's/^  API, CDN *//p' "$folder/said")
    [[ -n $api ]] && curl -sf "$api/dev/health" >/dev/null && break
    kill -0 "$server" || { cat "$folder/log"; exit 1; }
    sleep 0.1
done
# each of them comes back six times
for person in $(seq 100); do
    curl -sf "$api/dev/token" -H 'Content-Type: application/json' -d "{\"sub\": \"usr_load_$person\"}" |
        sed 's/.*"token":"\([^"]*\)".*/\1/'
    echo
done >"$folder/people.csv"
export ARTILLERY_DISABLE_TELEMETRY=true

cp tests/load/artillery.yml "$folder"
"${ARTILLERY:-artillery}" run --quiet --target "$api" --output "$folder/report.json" "$folder/artillery.yml"
python3 tests/load/check.py "$folder/report.json"
# a fault that no answer showed
if grep -E 'ERROR|panicked' "$folder/log"; then
    exit 1
fi
