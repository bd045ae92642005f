#!/bin/sh
# Packs each package, then builds and tests it from what its archive holds, as a download of it would.
# The packages take each other from their archives, and so does the example of a service.
set -eu
cd "$(dirname "$0")/.."
packages="ocop ocop-papers ocop-session ocop-cli"
version=$(sed -n '/^\[workspace.package\]/,/^version/s/^version = "\(.*\)"/\1/p' Cargo.toml)

cargo package --workspace --exclude ocop-service --no-verify "$@"

here=target/package/unpacked
rm -rf "$here"
mkdir -p "$here"
{
    echo '[workspace]'
    echo 'resolver = "3"'
    echo 'members = ["*-'"$version"'", "examples/service"]'
    # Profiles as in Cargo.toml, so that what other packages compile to is shared; what is tested here is quick.
    sed -n '/^\[workspace.package\]/,/^$/p; /^\[workspace.lints/,/^$/p; /^\[profile.dev/,/^$/p; /^\[profile.test/,/^$/p' Cargo.toml |
        sed '/^ocop = /d'
    echo '[patch.crates-io]'
    for package in $packages; do
        echo "$package = { path = \"$package-$version\" }"
    done
} > "$here/Cargo.toml"
cp Cargo.lock "$here/Cargo.lock"
for package in $packages; do
    archive="target/package/$package-$version.crate"
    tar -xzf "$archive" -C "$here"
    for file in LICENSE-MIT LICENSE-APACHE README.md; do
        [ -s "$here/$package-$version/$file" ] || { echo "$archive: no $file"; exit 1; }
    done
    echo "$archive: $(wc -c < "$archive") bytes"
done
cp -r examples "$here/examples"
sed 's/, path = "[^"]*"//' examples/service/Cargo.toml > "$here/examples/service/Cargo.toml"
cargo test --manifest-path "$here/Cargo.toml" --workspace --target-dir target
