#!/bin/sh
# Papers of every kind opened by the programs that people have: each `.docx` and `.xlsx` passes the
# schemas of Office and python-docx, LibreOffice prints it on A4 and saves it again as the same paper,
# Chromium prints its page alike; pages are numbered from 2 in each part, and the square code on each
# page of a coded paper is the seal. Pictures are left in target/papers to look at.
# Installs what it needs (Debian, npm and Python packages); `cargo test` needs none of it.
set -eu
cd "$(dirname "$0")/../.."
. papers/tests/browser/tools.sh
need soffice libreoffice-writer-nogui
python3 -c 'import venv' 2>/dev/null || missing="$missing python3-venv"
out=$PWD/target/papers
tools "$out"
rm -rf "$out/pages" "$out/office" "$out/saved"
mkdir -p "$out/pages" "$out/office" "$out/saved"
[ -x "$out/venv/bin/python" ] || {
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install -q python-docx==1.2.0 zxing-cpp==3.1.1 pillow==13.0.0
}
cargo test --workspace --test it papers_to_look_at -- --ignored
day=target/tmp/papers-day
profile="-env:UserInstallation=file://$out/profile"
soffice --headless "$profile" --convert-to pdf --outdir "$out/office" $day/*.docx >/dev/null
soffice --headless "$profile" --convert-to 'docx:MS Word 2007 XML' --outdir "$out/saved" $day/*.docx >/dev/null
node "$out/check.mjs" "$out/pages" $day/*.html
"$out/venv/bin/python" papers/tests/browser/papers.py "$day" "$out" target/debug/ocop
