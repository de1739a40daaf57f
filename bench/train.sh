#!/usr/bin/env bash
# Builds the benchmarks and measures a training step beside python3-torch (Debian's python3-torch must be installed).
# Usage: bench/train.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset bench >/dev/null
cmake --build --preset bench --target train_bench >/dev/null
exec /usr/bin/python3 bench/train_bench.py build/bench/bench/train_bench "$@"
