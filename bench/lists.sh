#!/usr/bin/env bash
# What orders, feedback and corrections for hubs do to lists, each beside the plain list of the same seeds.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/lists.sh [CATALOG]

Builds the preset bench and measures on the training playlists of a trained catalog (default: the one bench/commands.sh
leaves in build/bench): steps of tempo and key in smooth order beside similarity order; P@10 with likes and dislikes beside
without; P@10 and hubness with corrections for hubs beside plain distances.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
cd "$(dirname "$0")/.."
catalog=${1:-build/bench/catalog.db}
if [ ! -r "$catalog" ]; then
  echo "bench/lists.sh: '$catalog' cannot be read; run bench/commands.sh first, or name a catalog" >&2
  exit 2
fi

scripts/deps.sh build bench
mkdir -p build/bench
cmake --preset bench >build/bench/configure.log
if ! cmake --build --preset bench --target lists_bench >build/bench/build.log 2>&1; then
  tail -n 40 build/bench/build.log >&2
  exit 1
fi
build/bench/bench/lists_bench "$catalog"
