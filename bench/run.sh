#!/usr/bin/env bash
# The report's whole way on 700 songs, every answer of every service cached: seconds beside the target of 30.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/run.sh [RUNS]

Builds the preset release, and lets 'segue run --pretrained False' make a playlist of a Spotify playlist of 700 songs,
RUNS times (default 3), each into a new catalog, on two cores: 700 songs with features and analyses, 700 lyrics of some 300
words, both autoencoders trained. The services are the stand-ins of tests/stand_ins; a run before the first fills the cache,
so that after it only the playlist itself is asked for. SEGUE_BIN names another program to measure. Numbers hold for an
idle machine.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
runs=${1:-3}
cd "$(dirname "$0")/.."
segue=${SEGUE_BIN:-$PWD/build/release/segue}
if [ -z "${SEGUE_BIN:-}" ]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target segue >/dev/null
fi
stand_ins=$PWD/tests/stand_ins

work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
unset "${!SEGUE_@}"
export HOME="$work" XDG_CACHE_HOME="$work/cache" XDG_STATE_HOME="$work/state" SEGUE_CATALOG="$work/catalog.db"
export SPOTIFY_CLIENT_ID=invented-client SPOTIFY_CLIENT_SECRET=invented-secret
export SEGUE_SPOTIFY_SPACING=0 SEGUE_RECCOBEATS_SPACING=0 SEGUE_LRCLIB_SPACING=0

# listen NAME ARG...: sets URL.
listen() {
  local name=$1
  shift
  python3 "$stand_ins/$name.py" "$@" --log "$name.log" >"$name.port" &
  pids+=($!)
  until [ -s "$name.port" ]; do sleep 0.05; done
  URL="http://127.0.0.1:$(cat "$name.port")"
}

python3 "$stand_ins/spotify_songs.py" --lines 60 songs.json
listen spotify --app old
export SEGUE_SPOTIFY_API_URL="$URL/v1" SEGUE_SPOTIFY_ACCOUNTS_URL="$URL"
listen reccobeats songs.json
export SEGUE_RECCOBEATS_URL="$URL/v1"
listen lrclib songs.json
export SEGUE_LRCLIB_URL="$URL/api"

whole_run() {
  rm -f "$SEGUE_CATALOG"*
  taskset --cpu-list 0,1 "$segue" --threads 2 run --pretrained False --length 5 --json \
    --playlists https://open.spotify.com/playlist/Hundreds00000000000000 --seed 'Ember Birch No 12,The Cedar Quartet' >list.json 2>steps
}

whole_run
asked=$(cat ./*.log | wc -l)
echo "answers from services, $asked requests: $(sed -n 's/.*8 songs *\([^ ]* s\) .*/songs \1/p; s/.*8 lyrics *\([^ ]* s\) .*/lyrics \1/p' steps | paste -sd ' ')"
TIMEFORMAT='%R %U %S'
for ((i = 0; i < runs; ++i)); do
  { time whole_run; } 2>>seconds.txt
done
again=$((($(cat ./*.log | wc -l) - asked) / runs))
cat steps
sort -n seconds.txt | awk -v again="$again" '
  { all[NR] = $1; busy += $2 + $3 }
  END {
    printf "700 songs, every answer cached (%d requests): %.1f s (%.1f to %.1f), processors busy for %.1f s in all, target 30 s\n",
      again, all[int((NR + 1) / 2)], all[1], all[NR], busy / NR
  }'
