#!/usr/bin/env bash
# Drives the console of target/debug/local with Debian's chromium; screenshots go to target/browser. BROWSER_TOOLS is the
# folder that playwright-core and axe-core are installed in. With --picture, makes docs/console.png instead.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ ${1-} == --picture ]]; then
    node --test tests/browser/portrait.mjs
    pngquant --quality 60-95 --strip --force --output docs/console.png target/browser/console.png
else
    node --test --test-concurrency=1 tests/browser/*.test.mjs
fi
