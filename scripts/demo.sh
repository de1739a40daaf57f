#!/usr/bin/env bash
# From a fresh checkout to playlists: installs what is missing, builds segue, imports music, trains, asks.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/demo.sh [FOLDER | TABLE.csv]

Installs what is missing (apt-get), builds build/release/segue, imports music into a catalog of the demo's own
(build/demo/catalog.db, never yours), listens to it, trains on it and prints playlists. A second run does only what is
new.

  FOLDER      a folder of music files
  TABLE.csv   a table of songs, for example Exportify's
  (nothing)   freely licensed game music, fetched from Debian's packages into build/demo/music (about 205 MB; see
              scripts/demo_music.sh); where none can be had, a table of invented songs that comes with segue

To start over: rm -r build/demo
TEXT
}

source=""
for argument in "$@"; do
  case "$argument" in
    -h | --help) usage; exit 0 ;;
    -*) echo "scripts/demo.sh: unknown option '$argument'; see scripts/demo.sh --help." >&2; exit 2 ;;
    *)
      if [ -n "$source" ]; then
        echo "scripts/demo.sh: expected one folder or table, found '$source' and '$argument'." >&2
        exit 2
      fi
      if [ ! -r "$argument" ] || { [ ! -f "$argument" ] && [ ! -d "$argument" ]; }; then
        echo "scripts/demo.sh: expected a music folder or a table of songs (CSV), but '$argument' cannot be read." >&2
        exit 2
      fi
      source=$(realpath -- "$argument")
      ;;
  esac
done
cd "$(dirname "$0")/.."

scripts/deps.sh build demo
mkdir -p build/demo

# 1. Build. On a terminal ninja shows its one moving line; elsewhere the log is shown only if something fails.
log=build/demo/build.log
build() {
  cmake --preset release >"$log" 2>&1 || return 1
  if [ -t 1 ]; then
    cmake --build --preset release --target segue segue-analyzer --parallel "$(nproc)"
  else
    cmake --build --preset release --target segue segue-analyzer --parallel "$(nproc)" >>"$log" 2>&1
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

# 2. What to import. What was made from something else is thrown away: one demo, one source.
segue=build/release/segue
catalog=build/demo/catalog.db
if [ -z "$source" ]; then
  scripts/demo_music.sh build/demo/music || true
  if [ -n "$(find build/demo/music -type f -print -quit 2>/dev/null)" ]; then
    source=build/demo/music
    echo "The music is freely licensed game music of Debian's packages, in $source."
  else
    source=tests/data/invented_songs.csv
    echo "No music could be fetched: the songs of $source are INVENTED."
    echo "With music or a table of your own: scripts/demo.sh FOLDER, scripts/demo.sh TABLE.csv"
  fi
else
  echo "The songs are those of $source."
fi
if [ "$(cat build/demo/source.stamp 2>/dev/null)" != "$source" ]; then
  rm -f "$catalog" "$catalog"-wal "$catalog"-shm build/demo/trained.stamp
  echo "$source" >build/demo/source.stamp
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
say_and_do import "$source"

# 3. Train, unless this very program has trained on this very catalog's songs.
stamp="$(cksum <"$segue") $("$segue" info --json | jq --compact-output '[.songs, .values]' | cksum)"
if [ "$(cat build/demo/trained.stamp 2>/dev/null)" = "$stamp" ]; then
  echo
  echo "(Trained on these songs already: \`$segue train\` is left out this time.)"
else
  rm -f build/demo/trained.stamp
  say_and_do train
  echo "$stamp" >build/demo/trained.stamp
fi

# 4. Playlists: from songs that are known to be there, else from the one segue proposes.
length=$("$segue" info --json | jq '[.songs - 1, 10] | min')
asked=0
for seed in 'Metal madness,Sectoid' 'Nebula,Maxstack' 'Blinding Lights,The Weeknd'; do
  if [ "$asked" -lt 2 ] && "$segue" playlist --seed "$seed" --length 1 --json >/dev/null 2>&1; then
    say_and_do playlist --seed "$seed" --length "$length"
    asked=$((asked + 1))
  fi
done
if [ "$asked" -eq 0 ]; then
  seed=$("$segue" info --json | jq --raw-output '.example_song | [.title, .artists[0]] | map(values) | join(",")')
  say_and_do playlist --seed "$seed" --length "$length"
fi

cat <<TEXT

Next, after \`export SEGUE_CATALOG=$catalog\`:
  $segue playlist --seed 'TITLE,ARTIST' --length 40 --output evening.m3u8   a playlist of your own, as a file
  $segue info                                                               what the catalog holds
  $segue evaluate                                                           how good such playlists are, measured
TEXT
