#!/usr/bin/env bash
# The networks of the report's architecture search beside python3-torch, and their matrix products beside the peak
# (Debian's python3-torch must be installed).
# Usage: bench/search.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset bench >/dev/null
cmake --build --preset bench --target train_bench dense_bench >/dev/null
exec env --unset=OPENBLAS_CORETYPE --unset=OPENBLAS_L2_SIZE \
  /usr/bin/python3 bench/search_bench.py build/bench/bench/train_bench build/bench/bench/dense_bench "$@"
