#!/usr/bin/env bats
# From playlists to a playlist in one go: segue run, against stand-ins for Spotify, ReccoBeats and LRCLIB.
load common

STAND_INS="$BATS_TEST_DIRNAME/../stand_ins"

setup_file() { export SEGUE_HTTP_BACKOFF=0.01; }

teardown() {
  local pid
  for pid in "${PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
}

# Nobody can be asked until start_services.
alone() {
  PIDS=()
  unset SPOTIFY_CLIENT_ID SPOTIFY_CLIENT_SECRET GENIUS_ACCESS_TOKEN SEGUE_OFFLINE SEGUE_HTTP_CACHE http_proxy
  export XDG_STATE_HOME="$HOME/state" SEGUE_HTTP_PATIENCE=5
  export SEGUE_SPOTIFY_SPACING=0 SEGUE_RECCOBEATS_SPACING=0 SEGUE_LRCLIB_SPACING=0
  local dead=http://127.0.0.1:9
  export SEGUE_SPOTIFY_API_URL=$dead/v1 SEGUE_SPOTIFY_ACCOUNTS_URL=$dead SEGUE_RECCOBEATS_URL=$dead/v1
  export SEGUE_LRCLIB_URL=$dead/api
}

# listen NAME PROGRAM ARG...: sets URL; its log is NAME.log, its faults stand in NAME.faults.
listen() {
  local name=$1
  shift
  : >"$name.faults" >"$name.log"
  python3 "$STAND_INS/$name.py" "$@" --log "$name.log" --fault-file "$name.faults" >"$name.port" 2>"$name.err" 3>&- &
  PIDS+=($!)
  for _ in $(seq 600); do
    [ ! -s "$name.port" ] || break
    sleep 0.05
  done
  URL="http://127.0.0.1:$(cat "$name.port")"
}

# A Spotify whose app may do all that the report needed, and LRCLIB with the words of its songs: start_services [APP [LINES]]
start_services() {
  python3 "$STAND_INS/spotify_songs.py" words.json ${2:+--lines "$2"}
  listen spotify --app "${1:-old}"
  export SEGUE_SPOTIFY_API_URL="$URL/v1" SEGUE_SPOTIFY_ACCOUNTS_URL="$URL"
  export SPOTIFY_CLIENT_ID=invented-client SPOTIFY_CLIENT_SECRET=invented-secret
  listen lrclib words.json
  export SEGUE_LRCLIB_URL="$URL/api"
}

link() { echo "https://open.spotify.com/playlist/$1$(printf '0%.0s' $(seq $((22 - ${#1}))))"; }
SEED='Ember Birch No 12,The Cedar Quartet'

@test "the report's command: eight steps, and a playlist" {
  alone
  start_services
  expect_exit 0 run --pretrained False --playlists "$(link Walks),$(link Short)" --seed "$SEED" --length 5
  local step
  for step in songs lyrics sentiment embedding sound words seed neighbors; do
    assert_regex "$stderr" "/8 $step"
  done
  [ "$(grep -c '/8 ' <<<"$stderr")" -eq 8 ]
  assert_regex "$stderr" '1/8 songs .*2 playlists in the catalog: 131 songs'
  assert_output --partial "Ember Birch No 12"
  [ "$(grep -c 'Quartet' <<<"$output")" -ge 5 ]
  # All of it is in the catalog: numbers and analysis by Spotify, words, readings, the recipe.
  expect_exit 0 info --json
  jq -e '.values.energy.spotify == 117 and .values.num_samples.spotify >= 117 and .songs_with_lyrics > 100' <<<"$output"
  # Once more: nothing is asked that was answered, not even about the twelve songs that Spotify has no numbers of; only
  # whether the two playlists have changed.
  local asked
  asked=$(grep -c ' /v1/' spotify.log)
  : >lrclib.log
  expect_exit 0 run --pretrained True --playlists "$(link Walks),$(link Short)" --seed "$SEED" --length 5 --json
  jq -e '.version == 1 and (.songs | length) == 5' <<<"$output"
  [ "$(grep -c ' /v1/' spotify.log)" -eq $((asked + 2)) ]
  [ ! -s lrclib.log ]
}

@test "700 songs cost no more requests than the contracts need" {
  alone
  start_services old 1
  listen reccobeats words.json
  export SEGUE_RECCOBEATS_URL="$URL/v1"
  local command=(run --playlists "$(link Hundreds)" --seed "$SEED" --length 5 --json)
  expect_exit 0 "${command[@]}"
  jq -e '(.songs | length) == 5' <<<"$output"
  # One token; the playlist with its first hundred songs, and six more hundreds; features by a hundred; an analysis for
  # each of the nine in ten that have features. The others are ReccoBeats' affair, forty at a time.
  [ "$(grep -c '/api/token' spotify.log)" -eq 1 ]
  [ "$(grep -c '/v1/playlists/' spotify.log)" -eq 7 ]
  [ "$(grep -c '/v1/audio-features' spotify.log)" -eq 7 ]
  [ "$(grep -c '/v1/audio-analysis/' spotify.log)" -eq 630 ]
  [ "$(wc -l <spotify.log)" -eq 645 ]
  [ "$(wc -l <reccobeats.log)" -eq 2 ]
  [ "$(grep -c 'GET /api/get' lrclib.log)" -eq 700 ]
  [ "$(wc -l <lrclib.log)" -eq 700 ]
  # Nothing is asked twice in one run, nor in the next, but whether the playlist has changed.
  [ -z "$(cat spotify.log reccobeats.log lrclib.log | sort | uniq -d)" ]
  expect_exit 0 "${command[@]}" --pretrained
  [ "$(wc -l <spotify.log)" -eq 647 ]
  [ "$(tail -n 1 spotify.log | cut -d'?' -f1)" = "GET /v1/playlists/Hundreds00000000000000" ]
  [ "$(wc -l <reccobeats.log)" -eq 2 ]
  [ "$(wc -l <lrclib.log)" -eq 700 ]
}

@test "a seed in none of the playlists is looked up, enriched, encoded and used" {
  alone
  start_services
  local seed
  seed=$(PYTHONPATH="$STAND_INS" python3 -c 'import spotify; t = spotify.track(701); print(t["name"] + "," + t["artists"][0]["name"])')
  expect_exit 0 run --playlists "$(link Walks)" --seed "$seed" --length 7 --json
  jq -e --arg title "${seed%%,*}" '.seeds[0].title == $title and (.songs | length) == 7' <<<"$output"
  assert_regex "$stderr" 'taken in from Spotify'
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM song_ids JOIN song_values USING (song_id) WHERE value LIKE 'T%0701' AND energy IS NOT NULL")" -ge 1 ]
  # It joined no playlist.
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM playlist_songs JOIN song_ids USING (song_id) WHERE value LIKE 'T%0701'")" -eq 0 ]
  expect_exit 3 run --playlists "$(link Walks)" --seed 'No Such Song,Nobody'
  assert_regex "$stderr" 'Spotify has no song'
}

@test "killed half-way, a run goes on without a repeated request" {
  alone
  start_services
  echo 'No 60=stall' >lrclib.faults
  "$SEGUE_BIN" run --playlists "$(link Walks)" --seed "$SEED" >/dev/null 2>/dev/null 3>&- &
  local run=$!
  for _ in $(seq 300); do
    grep -q 'No[+%20]*60&' lrclib.log && break
    sleep 0.1
  done
  kill -KILL "$run"
  wait "$run" || true
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  : >lrclib.faults
  expect_exit 0 run --playlists "$(link Walks)" --seed "$SEED" --length 5
  # Every song of the playlist was asked about once, the one that stalled twice.
  [ "$(grep -c 'GET /api/get' lrclib.log)" -eq "$(($(grep 'GET /api/get' lrclib.log | sort -u | wc -l) + 1))" ]
}

@test "no account at all: a table is enough, and dead services cost what they alone would give" {
  alone
  write_songs
  expect_exit 0 run --pretrained false --playlists songs.csv --seed 'Song 3,Artist 3' --length 4 --json
  jq -e '(.songs | length) == 4' <<<"$output"
  expect_exit 0 run --playlists songs.csv --seed 'Song 3,Artist 3' --length 4 --offline
  expect_exit 3 run --playlists songs.csv --seed 'Elsewhere,Nobody' --offline
  assert_regex "$stderr" 'in none of the playlists'
  assert_regex "$stderr" 'SPOTIFY_CLIENT_ID'
  expect_exit 4 run --playlists "$(link Walks)" --seed 'Song 3,Artist 3'
  assert_regex "$stderr" 'Exportify'
}

@test "an app that may not read features says so, and the next source is asked" {
  alone
  start_services new
  write_songs
  expect_exit 0 run --playlists songs.csv --seed 'Song 3,Artist 3' --length 4
  assert_regex "$stderr" '27 November 2024'
}

@test "pretrained, and nothing was trained before: what comes with segue" {
  alone
  write_songs
  local command=(run --playlists songs.csv --seed 'Song 3,Artist 3' --length 4 --offline --pretrained)
  expect_exit 0 "${command[@]}" True --json
  assert_regex "$stderr" "5/8 sound .*by the model 'similarity' that comes with segue"
  assert_regex "$stderr" '6/8 words .*not needed'
  [ "$(segue recipe show | jq -r .kind)" = learned ]
  local first=$output
  expect_exit 0 "${command[@]}" True --json
  refute_regex "$stderr" 'comes with segue'
  assert_regex "$stderr" '5/8 sound .*pretrained'
  [ "$(jq -S .songs <<<"$output")" = "$(jq -S .songs <<<"$first")" ]
}

@test "pretrained, and nothing comes with segue either: it is trained once" {
  alone
  mkdir models
  ln -s "$(dirname "$SEGUE_BIN")/models/words" models
  stand_alone
  write_songs
  local command=(run --models models --playlists songs.csv --seed 'Song 3,Artist 3' --length 4 --offline --pretrained)
  expect_exit 0 "${command[@]}" True --json
  assert_regex "$stderr" 'trained in this catalog before'
  assert_regex "$stderr" '5/8 sound .*autoencoder'
  local first=$output
  expect_exit 0 "${command[@]}" True --json
  refute_regex "$stderr" 'trained in this catalog before'
  assert_regex "$stderr" '5/8 sound .*pretrained'
  [ "$output" = "$first" ]
}

@test "services that die half-way cost what they alone would have given" {
  alone
  start_services
  listen reccobeats words.json --fault '/v1/=stall*'
  export SEGUE_RECCOBEATS_URL="$URL/v1" SEGUE_HTTP_PATIENCE=2
  echo "audio-analysis/T000000000000000000051=stall*" >spotify.faults
  echo "No 90&=stall*" >lrclib.faults
  local begun=$SECONDS
  local command=(run --playlists "$(link Walks)" --seed "$SEED" --length 5 --json)
  expect_exit 0 "${command[@]}"
  # Three services, two seconds each, and what a busy machine takes for the rest.
  [ $((SECONDS - begun)) -lt 240 ]
  jq -e '(.songs | length) == 5' <<<"$output"
  for service in 'have their features' 'ReccoBeats is left out' 'LRCLIB is left out'; do assert_regex "$stderr" "$service"; done
  # Features of the first hundred songs (one in ten has none), the analyses before the one that never came, the words of
  # the songs before that which was never answered.
  expect_exit 0 info --json
  jq -e '.values.energy == {spotify: 90} and .values.num_samples == {spotify: 45} and .lyrics == {lrclib: 89}' <<<"$output"
  # All are well again: what is missing comes, and nothing that was answered is asked again.
  : >spotify.faults
  : >lrclib.faults
  local asked
  asked=$(wc -l <lrclib.log)
  expect_exit 0 "${command[@]}"
  expect_exit 0 info --json
  jq -e '.values.energy == {spotify: 112} and .lyrics == {lrclib: 124}' <<<"$output"
  [ "$(grep -c 'GET /api/get' lrclib.log)" -le 130 ]
  [ "$(sort lrclib.log | uniq -d | wc -l)" -le 1 ]
  [ "$(sort spotify.log | uniq -d | grep -vc 'playlists\|token\|0051')" -eq 0 ]
}

@test "words that make no sense" {
  alone
  write_songs
  expect_exit 2 run --playlists songs.csv
  assert_regex "$stderr" '--seed'
  expect_exit 2 run --pretrained maybe --playlists songs.csv --seed 'Song 3,Artist 3'
  assert_regex "$stderr" "expected True or False, found 'maybe'"
  expect_exit 2 run --playlists ' , ' --seed 'Song 3,Artist 3'
  expect_exit 2 run --playlists https://open.spotify.com/album/T000000000000000000500 --seed 'Song 3,Artist 3'
  assert_regex "$stderr" 'expected a playlist, found an album'
  expect_exit 2 run --playlists songs.csv --seed 'Song 3,Artist 3' --output list.doc
  [ ! -e list.doc ]
  # What is wrong is said before anything is read.
  expect_exit 2 run --playlists songs.csv --seed 'Song 3,Artist 3' --length 0
  expect_exit 2 run --playlists songs.csv --seed 'Song 3,Artist 3' --genius
  assert_regex "$stderr" 'GENIUS_ACCESS_TOKEN'
  expect_exit 2 run --playlists songs.csv --seed 'Song 3,Artist 3' --from nobody
  [ ! -s "$CATALOG" ] || [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM songs')" -eq 0 ]
  expect_exit 0 run --playlists songs.csv --seed 'Song 3,Artist 3' --length 2 --from lrclib --offline
  assert_regex "$stderr" '1/8 songs .*not asked for'
  expect_exit 1 run --playlists missing.csv --seed 'Song 3,Artist 3'
  assert_regex "$stderr" 'missing.csv'
}
