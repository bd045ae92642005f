#!/bin/sh
# What one machine holds, as `session/examples/load.rs` measures it. For a machine that does nothing else.
set -eu
cd "$(dirname "$0")/../.."
cargo build --release -q -p ocop-cli
cargo run --release -q -p ocop-session --example load -- target/release/ocop
