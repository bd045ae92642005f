# What the checks of papers and pages have in common; read by them, not run.

# Notes a Debian package where its command is not there.
missing=
need() {
    command -v "$1" >/dev/null || missing="$missing $2"
}

# Installs what is missing: Debian packages, and the npm packages of check.mjs into a folder.
tools() {
    need chromium chromium
    need npm npm
    need pdftotext poppler-utils
    fc-list 2>/dev/null | grep -q LiberationSerif || missing="$missing fonts-liberation"
    if [ -n "$missing" ]; then
        apt-get update
        # Names of packages, one each.
        apt-get install -y --no-install-recommends $missing
    fi
    mkdir -p "$1"
    cp papers/tests/browser/package.json papers/tests/browser/check.mjs "$1"
    npm install --prefix "$1" --no-package-lock --no-audit --no-fund --silent
}
