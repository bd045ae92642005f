#!/bin/sh
# A council's day in Chromium, ticks that wait there, a room whose network changes, TLS, the API against its own description for a minute, a disk that is
# full, and a server that is killed a thousand times. Installs what it needs (Debian, npm and Python packages).
set -eu
cd "$(dirname "$0")/../.."
missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v npm >/dev/null || missing="$missing npm"
command -v curl >/dev/null || missing="$missing curl"
command -v openssl >/dev/null || missing="$missing openssl"
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ]; then
    apt-get update
    apt-get install -y --no-install-recommends $missing
fi
out=$PWD/target/session-day
mkdir -p "$out"
cp papers/tests/browser/package.json session/tests/browser/served.mjs session/tests/browser/day.mjs session/tests/browser/phone.mjs session/tests/browser/fill.py "$out"
npm install --prefix "$out" --no-package-lock --no-audit --no-fund --silent
[ -x "$out/venv/bin/schemathesis" ] || {
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install -q openpyxl==3.1.5 schemathesis==4.32.5
}
cargo build -q -p ocop-cli
ocop=$PWD/target/debug/ocop

PATH="$out/venv/bin:$PATH" node "$out/day.mjs" "$ocop" "$out/day" "$out/fill.py"
node "$out/phone.mjs" "$ocop" "$out/phone"

# Where this user may make a network.
if unshare -rn true 2>/dev/null; then unshare -rn session/tests/room.sh "$ocop" "$out/room"; fi

# Serves the made-up session; its address is in $url then.
server=
small=
leave() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$small" ] || umount "$small" 2>/dev/null || true
}
trap leave EXIT
serve() {
    # The address of a server before it must not be taken for this one's.
    rm -f "$out/thu.ocop"* "$out/serve.txt"
    "$ocop" demo "$out/thu.ocop" >/dev/null
    "$ocop" serve "$out/thu.ocop" "$@" >"$out/serve.txt" &
    server=$!
    until grep -qs url "$out/serve.txt"; do
        kill -0 "$server"
        sleep 0.1
    done
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$out/serve.txt")
}
stop() {
    kill "$server"
    wait "$server"
    server=
    "$ocop" session check "$out/thu.ocop"
}
token() {
    "$ocop" session links "$out/thu.ocop" | sed -n "s#^$1.*/l/##p"
}

# With a certificate: the cookie is for encrypted connections alone, and plain http gets nothing.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$out/key.pem" -out "$out/cert.pem" 2>/dev/null
serve --tls "$out/cert.pem" "$out/key.pem"
link="$url/l/$(token m1)"
curl -sS --cacert "$out/cert.pem" -D - -o /dev/null "$link" | grep -i '^set-cookie:.*; secure'
curl -sS --cacert "$out/cert.pem" -L -c "$out/cookies" -b "$out/cookies" "$link" | grep -q 'Các sản phẩm bạn chấm'
if curl -s "http${link#https}" >/dev/null; then
    echo "plain http is answered beside TLS" >&2
    exit 1
fi
stop

# No answer of 500 or more, for the secretary and for a member. Products, members and criteria are ones
# that there are; else nearly everything would be 404.
serve
cat >"$out/schemathesis.toml" <<'END'
[parameters]
product = "p10"
member = "m2"
criterion = "1.1"
name = "bien-ban.html"
END
for who in secretary m2; do
    # It leaves what it found in the folder that it runs in.
    (cd "$out" && venv/bin/schemathesis --config-file schemathesis.toml run "$url/api/openapi.json" --header "Authorization: Bearer $(token "$who")" \
        --checks not_a_server_error --max-time 30 --seed 1)
done
stop

# A disk of 8 MB, where this user may make one.
small=$out/small
mkdir -p "$small"
mount -t tmpfs -o size=8m none "$small" || small=
[ -z "$small" ] || OCOP_TEST_SMALL_DISK=$small cargo test -p ocop-session --test it a_small_disk
OCOP_TEST_LIVES=1000 cargo test -p ocop-session --test it killed
