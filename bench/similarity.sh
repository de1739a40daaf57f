#!/usr/bin/env bash
# Learning a similarity from playlists, beside the same networks in python3-torch (Debian's must be installed).
# Usage: bench/similarity.sh TABLE.csv [ROUNDS]
set -euo pipefail
case "${1:-}" in
  "" | -h | --help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
esac
table=$(realpath "$1")
rounds=${2:-3}
cd "$(dirname "$0")/.."
scripts/deps.sh build bench
cmake --preset release >/dev/null
cmake --build --preset release --target segue >/dev/null
exec env --unset=OPENBLAS_CORETYPE /usr/bin/python3 bench/similarity_bench.py build/release/segue "$table" "$rounds"
