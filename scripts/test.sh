#!/usr/bin/env bash
# Builds and runs all tests. Its last words are ctest's summary.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/test.sh [--quick] [CTEST OPTION]...

Installs what is missing (apt-get), builds the presets debug and asan, runs every fuzzer for 20 seconds, then all tests
but those labelled full_size in asan and, if they pass, all in debug. What fails first ends the run.
  --quick   only preset debug, only tests labelled quick, no fuzzing: under two minutes once built
Other options go to ctest: scripts/test.sh --quick -R catalog

Tests on real data use $SEGUE_DATA, and are skipped with a message where there is none.
TEXT
}

quick=false
options=()
for argument in "$@"; do
  case "$argument" in
    -h | --help) usage; exit 0 ;;
    --quick) quick=true ;;
    *) options+=("$argument") ;;
  esac
done
cd "$(dirname "$0")/.."

scripts/deps.sh build test

presets=(debug asan)
if $quick; then
  presets=(debug)
  options+=(-L quick)
fi
if [ -z "${SEGUE_DATA:-}" ] && [ -d ../shared/data ]; then
  SEGUE_DATA=$(realpath ../shared/data)
  export SEGUE_DATA
fi
asan=detect_leaks=1:halt_on_error=1:strict_string_checks=1:detect_stack_use_after_return=1
symbolizer=external_symbolizer_path=/usr/bin/addr2line  # names functions and lines; of binutils, so always there
export ASAN_OPTIONS=${ASAN_OPTIONS:-$asan:$symbolizer}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1:$symbolizer}

mkdir -p build
spent=()
for preset in "${presets[@]}"; do
  log=build/configure-$preset.log
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "scripts/test.sh: the configuration of preset $preset failed (all of it: $log)." >&2
    exit 1
  fi
  echo "Building preset $preset"
  SECONDS=0
  cmake --build --preset "$preset" --parallel "$(nproc)"
  spent+=("build $preset: $SECONDS s")
done

if ! $quick; then
  SECONDS=0
  scripts/fuzz.sh 20
  spent+=("fuzzers: $SECONDS s")
fi

if ! $quick; then presets=(asan debug); fi
for preset in "${presets[@]}"; do
  printf '%s\n' "${spent[@]}"
  SECONDS=0
  # One more than there are cores: whole minutes of some tests are waiting for stand-ins of services.
  # shellcheck disable=SC2046  # two words or none
  ctest --test-dir "build/$preset" --output-on-failure --no-tests=error --parallel "$(($(nproc) + 1))" \
    $(if [ "$preset" = asan ]; then echo "-LE full_size"; fi) "${options[@]}"
  spent+=("tests $preset: $SECONDS s")
done
