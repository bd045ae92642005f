#!/bin/sh
# Opens the pages in Chromium: nothing overflows, nothing serious for axe, no row cut in print.
# Installs what it needs (Debian packages and npm packages); `cargo test` needs none of it.
set -eu
cd "$(dirname "$0")/../.."
. papers/tests/browser/tools.sh
out=target/browser
tools "$out"
# OCOP names another program to check.
ocop=${OCOP:-target/debug/ocop}
[ -n "${OCOP:-}" ] || cargo build -q -p ocop-cli
$ocop evaluate papers/tests/cases/nine-members.json --html "$out/minutes.html" >/dev/null
$ocop evaluate papers/tests/cases/nine-members.json --lang en --html "$out/minutes-en.html" >/dev/null
$ocop evaluate examples/cases/*.json --html "$out/all-minutes.html" >/dev/null
# Names that do not break by themselves, and that would rather be more than text.
long='<script>x</script>'
for _ in 1 2 3; do long="$long${long}0123456789"; done
sed "s#Mật ong hoa#$long#; s#Nguyễn Thị#$long#; s#Hợp tác xã#$long#; s#Xã Đồi#$long#" \
    papers/tests/cases/nine-members.json |
    $ocop evaluate - --html "$out/long-names.html" --annex "$out/long-annex.html" >/dev/null
# A session of many products: the annex goes over several pages.
set -- examples/cases/*.json
$ocop evaluate "$@" "$@" "$@" "$@" "$@" "$@" "$@" "$@" --annex "$out/annex.html" >/dev/null
$ocop sheet 26 --regulation qd-148-2023 --html "$out/tourism-148.html"
$ocop sheet 26 --regulation qd-26-2026 --html "$out/tourism-26.html"
$ocop sheet 07 --regulation qd-148-2023 --html "$out/incomplete.html"
for case in examples/cases/*.json; do tr -d '\n' <"$case"; echo; done >"$out/cases.jsonl"
$ocop report "$out/cases.jsonl" --plan kh-262-dong-nai-2024 --as-of 2026-11-24 --html "$out/plan.html" >/dev/null
node "$out/check.mjs" "$out" "$out"/*.html
