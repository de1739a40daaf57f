#!/usr/bin/env bash
# From a fresh checkout to a playlist: installs what is missing, builds segue, imports a table, trains, asks.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/demo.sh [TABLE.csv]

Installs what is missing (apt-get), builds build/release/segue, imports a table of songs into a catalog of the demo's
own (build/demo/catalog.db, never yours), trains on it and prints a playlist. A second run does only what is new.

The table is the argument, else $SEGUE_DATA/playlists/spotify_songs.csv, else a small one of invented songs that comes
with segue. To start over: rm -r build/demo
TEXT
}

table=""
for argument in "$@"; do
  case "$argument" in
    -h | --help) usage; exit 0 ;;
    -*) echo "scripts/demo.sh: unknown option '$argument'; see scripts/demo.sh --help." >&2; exit 2 ;;
    *)
      if [ -n "$table" ]; then
        echo "scripts/demo.sh: expected one table, found '$table' and '$argument'." >&2
        exit 2
      fi
      if [ ! -f "$argument" ] || [ ! -r "$argument" ]; then
        echo "scripts/demo.sh: expected a table of songs (CSV), but '$argument' is no file that can be read." >&2
        exit 2
      fi
      table=$(realpath -- "$argument")
      ;;
  esac
done
cd "$(dirname "$0")/.."

invented=tests/data/invented_songs.csv
if [ -z "$table" ]; then
  for candidate in "${SEGUE_DATA:+$SEGUE_DATA/playlists/spotify_songs.csv}" \
    ../shared/data/playlists/spotify_songs.csv "$invented"; do
    if [ -n "$candidate" ] && [ -r "$candidate" ]; then
      table=$candidate
      break
    fi
  done
fi
if [ -z "$table" ]; then
  echo "scripts/demo.sh: found no table of songs; name one: scripts/demo.sh TABLE.csv" >&2
  exit 1
fi

scripts/deps.sh build demo
mkdir -p build/demo

# 1. Build. On a terminal ninja shows its one moving line; elsewhere the log is shown only if something fails.
log=build/demo/build.log
build() {
  cmake --preset release >"$log" 2>&1 || return 1
  if [ -t 1 ]; then
    cmake --build --preset release --target segue --parallel "$(nproc)"
  else
    cmake --build --preset release --target segue --parallel "$(nproc)" >>"$log" 2>&1
  fi
}
if [ -x build/release/segue ]; then
  echo "Bringing build/release/segue up to date ..."
else
  echo "Building build/release/segue (a few minutes, this first time) ..."
fi
if ! build; then
  tail -n 40 "$log" >&2
  echo "scripts/demo.sh: the build failed; all of it is in $log." >&2
  exit 1
fi
echo

# 2. The table, in a catalog of its own. What was made from another table is thrown away: one demo, one table.
segue=build/release/segue
catalog=build/demo/catalog.db
table_stamp="$(cksum <"$table")"
program_stamp="$(cksum <"$segue")"
if [ "$(cat build/demo/table.stamp 2>/dev/null)" != "$table_stamp" ]; then
  rm -f "$catalog" "$catalog"-wal "$catalog"-shm build/demo/trained.stamp
  echo "$table_stamp" >build/demo/table.stamp
fi
if [ "$table" = "$invented" ]; then
  echo "No real table was found: the songs of $table are INVENTED."
  echo "With a table of your own: scripts/demo.sh TABLE.csv"
else
  echo "The table is $table."
fi

say_and_do() {
  echo
  printf '$'
  printf ' %s' "$segue"
  local word
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./=:-]+$ ]]; then printf ' %s' "$word"; else printf " '%s'" "${word//\'/\'\\\'\'}"; fi
  done
  printf '\n'
  "$segue" "$@"
}

export SEGUE_CATALOG=$catalog
echo
echo "\$ export SEGUE_CATALOG=$catalog"
say_and_do import "$table"

# 3. Train, unless this very program has trained on this very table.
if [ -f "$catalog" ] && [ "$(cat build/demo/trained.stamp 2>/dev/null)" = "$table_stamp $program_stamp" ]; then
  echo
  echo "(Trained on it already: \`$segue train\` is left out this time.)"
else
  rm -f build/demo/trained.stamp
  say_and_do train
  echo "$table_stamp $program_stamp" >build/demo/trained.stamp
fi

# 4. A playlist: from a song everybody knows if the table has it, else from the song segue proposes.
seed='Blinding Lights,The Weeknd'
if ! "$segue" playlist --seed "$seed" --length 1 --json >/dev/null 2>&1; then
  seed=$("$segue" info --json | jq --raw-output '.example_song | [.title, .artists[0]] | map(values) | join(",")')
fi
length=$("$segue" info --json | jq '[.songs - 1, 25] | min')
say_and_do playlist --seed "$seed" --length "$length"

cat <<TEXT

Next, after \`export SEGUE_CATALOG=$catalog\`:
  $segue playlist --seed 'TITLE,ARTIST' --length 40 --output evening.m3u8   a playlist of your own, as a file
  $segue info                                                               what the catalog holds
  $segue evaluate                                                           how good such playlists are, measured
TEXT
