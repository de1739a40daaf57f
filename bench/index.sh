#!/usr/bin/env bash
# Finding near vectors beside Debian's hnswlib and Faiss, in one process, in turn.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/index.sh [VECTORS [OPTION VALUE]...]

Builds the preset bench and finds the 10 nearest of 1,000 queries among VECTORS made-up ones (default 1000000) of 64
numbers: segue's exact scan and inverted file, hnswlib and Faiss, each built on two threads and asked on one. For each:
how long it took to build, bytes a vector, recall and time a query. Beyond a million segue's alone is measured, with a
file it maps. Options: --dimension N, --queries N, --threads N, --cells N, --without hnswlib, --without faiss. Numbers hold
for an idle machine; ten million vectors need 5 GB in the folder for temporary files.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
cd "$(dirname "$0")/.."
scripts/deps.sh build bench
mkdir -p build/bench
cmake --preset bench >build/bench/configure.log
if ! cmake --build --preset bench --target index_bench >build/bench/build.log 2>&1; then
  tail -n 40 build/bench/build.log >&2
  exit 1
fi
exec build/bench/bench/index_bench "${@:-1000000}"
