#!/usr/bin/env bash
# Import beside a bare SQLite loop; a playlist, process start included, beside what cannot be avoided.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: bench/commands.sh [TABLE.csv]

Builds the preset bench and measures, each beside something known in the same run: importing the table (default:
$SEGUE_DATA/playlists/spotify_songs.csv) beside a bare SQLite insert loop, and a playlist from the trained catalog, plain and with every option at once, beside
starting the program and beside the sqlite3 shell reading the same vectors. Numbers hold for an idle machine.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
esac
cd "$(dirname "$0")/.."
table=${1:-${SEGUE_DATA:-../shared/data}/playlists/spotify_songs.csv}
if [ ! -r "$table" ]; then
  echo "bench/commands.sh: '$table' cannot be read; name a table: bench/commands.sh TABLE.csv" >&2
  exit 2
fi

scripts/deps.sh build bench
mkdir -p build/bench
cmake --preset bench >build/bench/configure.log
if ! cmake --build --preset bench >build/bench/build.log 2>&1; then
  tail -n 40 build/bench/build.log >&2
  exit 1
fi

build/bench/bench/import_bench "$table"

segue=build/bench/segue
export SEGUE_CATALOG=build/bench/catalog.db
rm -f "$SEGUE_CATALOG"*
"$segue" import "$table" >/dev/null
"$segue" train | sed -n 's/^recipe  */train: /p'
# A + stands for a blank inside a word.
seed=$("$segue" info --json | jq --raw-output '.example_song | .title + "," + .artists[0] | gsub(" "; "+")')
# Every option at once; the list to leave out is a list of segue's own.
"$segue" playlist --seed "${seed//+/ }" --length 50 --without-seed --output build/bench/not.m3u8 2>/dev/null
away=$("$segue" similar "${seed//+/ }" --limit 3 --json | jq --raw-output '.songs[2] | .title + "," + .artists[0] | gsub(" "; "+")')
every="--not $away --filter year>=1960+and+energy>0.1+and+not+explicit+and+artist!~orchestra+and+duration<7m"
every="$every --per-artist 2 --per-album 2 --diversity 0.3 --duration 90m --order smooth --explain --exclude build/bench/not.m3u8"
echo "as whole processes, median of 41 in turn (fastest to slowest)"
build/bench/bench/command_bench 41 \
  "$segue playlist --seed $seed --length 25" \
  "$segue playlist --seed $seed $every" \
  "$segue --version" \
  "sqlite3 $SEGUE_CATALOG SELECT+sum(length(hex(vectors)))+FROM+recipe_vectors"
