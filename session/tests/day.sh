#!/bin/sh
# A council's day in Chromium, the API against its own description for a minute, and a server that
# is killed a thousand times. Installs what it needs (Debian, npm and Python packages).
set -eu
cd "$(dirname "$0")/../.."
missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v npm >/dev/null || missing="$missing npm"
python3 -c 'import venv' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    apt-get update
    apt-get install -y --no-install-recommends $missing
fi
out=$PWD/target/session-day
mkdir -p "$out"
cp papers/tests/browser/package.json session/tests/browser/day.mjs session/tests/browser/fill.py "$out"
npm install --prefix "$out" --no-package-lock --no-audit --no-fund --silent
[ -x "$out/venv/bin/schemathesis" ] || {
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install -q openpyxl==3.1.5 schemathesis==4.32.5
}
cargo build -q -p ocop-cli
ocop=$PWD/target/debug/ocop

PATH="$out/venv/bin:$PATH" node "$out/day.mjs" "$ocop" "$out/day" "$out/fill.py"

# No answer of 500 or more, for the secretary and for a member.
rm -f "$out/thu.ocop"
"$ocop" demo "$out/thu.ocop" >/dev/null
"$ocop" serve "$out/thu.ocop" >"$out/serve.txt" &
server=$!
trap 'kill $server 2>/dev/null' EXIT
until grep -q url "$out/serve.txt"; do sleep 0.1; done
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$out/serve.txt")
for who in secretary m1; do
    token=$("$ocop" session links "$out/thu.ocop" | sed -n "s#^$who.*/l/##p")
    "$out/venv/bin/schemathesis" run "$url/api/openapi.json" --header "Authorization: Bearer $token" \
        --checks not_a_server_error --max-time 30 --seed 1
done
"$ocop" session check "$out/thu.ocop"
kill $server
trap - EXIT

OCOP_TEST_LIVES=1000 cargo test -p ocop-session --test it killed
