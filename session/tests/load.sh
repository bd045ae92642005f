#!/bin/sh
# What one machine holds, as `session/examples/load.rs` measures it. For a machine that does nothing else. A program that is
# there already is measured with `session/tests/load.sh PROGRAM`.
set -eu
cd "$(dirname "$0")/../.."
if [ $# = 0 ]; then
    cargo build --release -q -p ocop-cli
    set -- target/release/ocop
fi
cargo run --release -q -p ocop-session --example load -- "$1"
