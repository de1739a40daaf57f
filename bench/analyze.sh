#!/usr/bin/env bash
# How fast segue listens to music: beside decoding alone on one core, and over cores.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/analyze.sh [FOLDER]

Builds the bench preset. Takes the music of FOLDER (default: the songs of $SEGUE_DATA/audio/songs) as MP3, transcoding
with ffmpeg what is not, and prints
  - processor time of each part of the analysis on one thread, beside decoding alone;
  - whole `segue import` runs with 1, 2, ... workers: time, times realtime, and memory of the largest worker.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
folder=${1:-${SEGUE_DATA:-../shared/data}/audio/songs}
folder=$(realpath -- "$folder")
cd "$(dirname "$0")/.."
scripts/deps.sh build bench
mkdir -p build/bench
cmake --preset bench >build/bench/configure.log
if ! cmake --build --preset bench --target segue segue-analyzer analyze_bench >build/bench/build.log 2>&1; then
  tail -n 40 build/bench/build.log >&2
  exit 1
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/mp3"
number=0
while IFS= read -r -d '' file; do
  number=$((number + 1))
  if [[ $file == *.mp3 ]]; then
    cp "$file" "$scratch/mp3/$number.mp3"
  else
    ffmpeg -nostdin -v error -i "$file" -map 0:a:0 -b:a 192k "$scratch/mp3/$number.mp3" || rm -f "$scratch/mp3/$number.mp3"
  fi
done < <(find "$folder" -type f \( -name '*.mp3' -o -name '*.ogg' -o -name '*.opus' -o -name '*.flac' -o -name '*.m4a' \) -print0 | sort -z)

build/bench/bench/analyze_bench "$scratch"/mp3/*.mp3
echo
echo "segue import, whole runs:"
workers=1
while [ "$workers" -le "$(nproc)" ]; do
  rm -f "$scratch"/c.db*
  python3 - "$workers" "$scratch" <<'PYTHON'
import json, resource, subprocess, sys
workers, scratch = sys.argv[1:]
run = subprocess.run(["build/bench/segue", "import", scratch + "/mp3", "--json", "--threads", workers, "--catalog", scratch + "/c.db"],
                     check=True, capture_output=True)
listening = json.loads(run.stdout)["listening"]
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
speed = listening["music_seconds"] / listening["elapsed_seconds"]
print(f"  {workers:>2} workers  {listening['elapsed_seconds']:6.2f} s  {speed:6.0f} x realtime  largest process {memory:.0f} MiB")
PYTHON
  workers=$((workers * 2))
done
