#!/usr/bin/env bash
# How fast the text encoder is, beside ONNX Runtime with the same weights and beside what the processor can do, in one
# run.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/text.sh [ROUNDS]

Builds the bench preset, makes models of random weights (BERT-base's shape, and that of models/words), installs
onnxruntime-node from npm under build/bench/rival (without network the rival is left out), and prints tokens a second
in float32, bfloat16 and int8, on one and two threads, on a quiet machine and with one busy neighbour process; and what
share that is of the operations a second that a loop in the registers reaches beside it.
Needs /usr/bin/python3 with numpy, and Node.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
rounds=${1:-9}
cd "$(dirname "$0")/.."
mkdir -p build/bench/rival
cmake --preset bench >build/bench/configure.log
if ! cmake --build --preset bench --target text_bench >build/bench/build.log 2>&1; then
  tail -n 40 build/bench/build.log >&2
  exit 1
fi
/usr/bin/python3 bench/text_models.py build/bench/text
# Its own installation would fetch more from elsewhere.
if [ ! -d build/bench/rival/node_modules/onnxruntime-node ] &&
  ! ONNXRUNTIME_NODE_INSTALL=skip npm install --no-audit --no-fund --prefix build/bench/rival onnxruntime-node@1.30.0 \
    >build/bench/rival/install.log 2>&1; then
  echo "onnxruntime-node could not be installed from npm: measuring without the rival" >&2
fi
exec node bench/text.mjs build/bench/text build/bench/bench/text_bench build/bench/rival "$rounds"
