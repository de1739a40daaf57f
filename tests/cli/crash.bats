#!/usr/bin/env bats
# kill -9 at random points loses nothing that was stored, and the next run completes the work.
load common

# As many rows as take the program a while.
write_many() {
  awk 'BEGIN {
    srand(1); print "track_id,track_name,track_artist,playlist_name,playlist_id,energy,valence,tempo"
    for (i = 1; i <= 40000; i++)
      printf "%022d,Song %d,Artist %d,List %d,list-%d,%.4f,%.4f,%.2f\n", i, i, i % 900, i % 70, i % 70, rand(), rand(), 60 + 100 * rand()
  }' >many.csv
}

whole() { [ "$(sqlite3 "$1" 'PRAGMA integrity_check')" = ok ] && [ -z "$(sqlite3 "$1" 'PRAGMA foreign_key_check')" ]; }

# Runs segue in the background and kills it after a random time within its usual one: kill_at_random USUAL_MS ARG...
kill_at_random() {
  local usual=$1 pid
  shift
  "$SEGUE_BIN" "$@" >/dev/null 2>&1 3>&- &
  pid=$!
  sleep "$(awk -v most="$usual" -v seed="$RANDOM" 'BEGIN {srand(seed); printf "%.3f", rand() * most / 1000}')"
  kill -9 $pid 2>/dev/null || true
  wait $pid 2>/dev/null || true
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

@test "twenty kills in the middle of an import" {
  write_many
  write_songs
  local begin usual
  begin=$(milliseconds)
  segue import many.csv --catalog reference.db >/dev/null
  usual=$(($(milliseconds) - begin))
  for _ in $(seq 1 20); do
    rm -f "$CATALOG"*
    segue import songs.csv >/dev/null
    kill_at_random "$usual" import many.csv
    whole "$CATALOG"
    # What was stored before is all there.
    [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM songs WHERE title GLOB 'Song *' AND album GLOB 'Album *'")" -eq 12 ]
    [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM playlist_songs p JOIN playlists l ON l.id = p.playlist_id WHERE l.key = 'mix'")" -eq 12 ]
  done
  segue import many.csv >/dev/null
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM playlists")" -eq 71 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM songs")" -eq 40000 ]  # the twelve are among them, by their ids
  # Killed and completed is the same as never killed.
  rm -f "$CATALOG"*
  kill_at_random "$usual" import many.csv
  segue import many.csv >/dev/null
  for catalog in "$CATALOG" reference.db; do
    sqlite3 "$catalog" "SELECT * FROM songs; SELECT * FROM song_ids; SELECT * FROM song_values; SELECT * FROM playlists; SELECT * FROM playlist_songs" | sha1sum
  done | uniq | wc -l | grep -qx 1
}

@test "twenty kills in the middle of a training run" {
  write_many
  head -4000 many.csv >some.csv
  segue import some.csv >/dev/null
  local begin usual before
  begin=$(milliseconds)
  segue train --similarity autoencoder >/dev/null
  usual=$(($(milliseconds) - begin))
  segue train --latent 3 --name kept >/dev/null
  segue playlist --seed 'Song 7' --length 20 --json >before.json
  for i in $(seq 1 20); do
    kill_at_random "$usual" train --similarity autoencoder --random-seed "$i" --name "new"
    whole "$CATALOG"
    # The old recipe answers as before, or the new one is there whole.
    segue playlist --seed 'Song 7' --length 20 --json --recipe kept | cmp - before.json
    if segue recipe show new >/dev/null 2>&1; then
      segue playlist --seed 'Song 7' --length 20 --recipe new >/dev/null
    fi
  done
}

@test "ten kills while playlists teach" {
  write_lists
  segue import lists.csv >/dev/null
  local begin usual
  begin=$(milliseconds)
  segue train --similarity learned --clusters 4 >/dev/null
  usual=$(($(milliseconds) - begin))
  segue playlist --seed 'Song 7' --length 20 --json >before.json
  for i in $(seq 1 10); do
    kill_at_random "$usual" train --similarity learned --clusters 4 --random-seed "$i" --name new
    whole "$CATALOG"
    segue playlist --seed 'Song 7' --length 20 --json --recipe learned | cmp - before.json
    if segue recipe show new >/dev/null 2>&1; then
      segue playlist --seed 'Song 7' --length 20 --recipe new >/dev/null
    fi
  done
}

@test "Ctrl-C stops cleanly with exit code 130, and the next run completes" {
  write_many
  "$SEGUE_BIN" import many.csv >out.txt 2>err.txt 3>&- &
  local pid=$!
  sleep 0.1
  kill -INT $pid 2>/dev/null || true
  local code=0
  wait $pid || code=$?
  # A fast machine may have finished first.
  [ "$code" -eq 130 ] || [ "$code" -eq 0 ]
  if [ "$code" -eq 130 ]; then grep -q "interrupted" err.txt; fi
  segue import many.csv >/dev/null
  [ "$(segue info --json | jq .songs)" = 40000 ]
}
