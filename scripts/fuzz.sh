#!/usr/bin/env bash
# Runs every fuzzer for a while and fails if one finds an input that breaks a reader.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/fuzz.sh [SECONDS]

Builds the fuzzers of the preset asan (clang-16, libFuzzer, both sanitizers) and runs every fuzz_* program
for SECONDS (default 60), as many at once as there are cores. Each works on a copy of its corpus,
build/fuzz/corpus/NAME, which grows from run to run; fuzz/corpus is never written. What breaks a reader is
kept in build/fuzz/found/NAME.
TEXT
}

seconds=60
case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "") ;;
  *[!0-9]*) echo "scripts/fuzz.sh: expected a number of seconds, found '$1'." >&2; exit 2 ;;
  *) seconds=$1 ;;
esac
cd "$(dirname "$0")/.."

scripts/deps.sh build test
mkdir -p build/fuzz
if ! cmake --preset asan >build/fuzz/configure.log 2>&1; then
  tail -n 40 build/fuzz/configure.log >&2
  echo "scripts/fuzz.sh: the configuration of preset asan failed (all of it: build/fuzz/configure.log)." >&2
  exit 1
fi
mapfile -t names < <(sed -n 's/^segue_fuzz(\([a-z0-9_]*\) .*/\1/p' fuzz/CMakeLists.txt)
cmake --build --preset asan --parallel "$(nproc)" --target "${names[@]/#/fuzz_}"

symbolizer=external_symbolizer_path=/usr/bin/addr2line
asan=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export ASAN_OPTIONS=${ASAN_OPTIONS:-$asan:$symbolizer}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1:$symbolizer}

fuzz_one() {
  local name=$1 program corpus found log
  program=build/asan/fuzz/fuzz_$name
  corpus=build/fuzz/corpus/$name
  found=build/fuzz/found/$name
  log=build/fuzz/$name.log
  mkdir -p "$corpus" "$found"
  if [ -d "fuzz/corpus/$name" ]; then cp -r "fuzz/corpus/$name/." "$corpus"; fi
  if "$program" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -artifact_prefix="$found/" \
    "$corpus" >"$log" 2>&1; then
    echo "fuzz_$name: $seconds s, $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") runs, nothing found"
  else
    {
      tail -n 40 "$log"
      echo "fuzz_$name FAILED; its last words are above, all of them in $log."
      echo "  The input: $(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)"
      echo "  Once it is mended, keep the input: copy it to fuzz/corpus/$name/ under a name that says what it is."
    } >&2
    return 1
  fi
}

failed=0
running=0
for name in "${names[@]}"; do
  if [ "$running" -ge "$(nproc)" ]; then
    wait -n || failed=1
    running=$((running - 1))
  fi
  fuzz_one "$name" &
  running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
  wait -n || failed=1
  running=$((running - 1))
done
exit "$failed"
