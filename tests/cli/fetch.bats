#!/usr/bin/env bats
# Numbers and words from services: segue fetch, against the stand-ins of tests/stand_ins.
load common
load services

@test "700 songs take no more requests than the contracts need, and none the second time" {
  use_songs 700
  start reccobeats
  start lrclib
  expect_exit 0 fetch all --json
  jq -e '.version == 1 and .songs == 700 and .lack_features == {before: 700, after: 70}' <<<"$output"
  jq -e '.sources[0] | .source == "reccobeats" and .asked == 700 and .found == 630 and .missing == 70 and .failed == 0
         and .requests == 18 and .given_up == null' <<<"$output"
  # Two of ten are not there, one stands under another length: 70 * 3 are searched for.
  jq -e '.sources[1] | .source == "lrclib" and .asked == 700 and .found == 490 and .instrumental == 70
         and .missing == 140 and .requests == 910' <<<"$output"
  jq -e '.lack_words == {before: 700, after: 140}' <<<"$output"
  [ "$(asked reccobeats)" = 18 ]
  [ "$(asked lrclib)" = 910 ]
  [ "$(grep -c 'GET /api/get' lrclib.log)" = 700 ]
  expect_exit 0 fetch all --json
  jq -e '[.sources[].requests] == [0, 0]' <<<"$output"
  jq -e '.sources[1] | .asked == 140 and .missing == 140' <<<"$output"
  [ "$(asked lrclib)" = 910 ]
  expect_exit 0 info --json
  jq -e '.values.energy.reccobeats == 630 and .values.has_lyrics.lrclib == 560 and .songs_with_lyrics == 490 and
    .lyrics == {"lrclib": 490}' <<<"$output"
  # Another catalog, and no service: what was kept is enough, in whatever order the songs stand.
  (head -1 songs.csv; tail -n +2 songs.csv | tac) >reversed.csv
  segue import reversed.csv --catalog other.db >/dev/null
  expect_exit 0 fetch all --offline --catalog other.db --json
  jq -e '[.sources[] | .requests, .unanswered] == [0, 0, 0, 0]' <<<"$output"
  jq -e '.lack_features.after == 70 and .lack_words.after == 140' <<<"$output"
  [ "$(asked reccobeats)" = 18 ]
}

@test "what people read" {
  use_songs 20
  start reccobeats
  start lrclib
  expect_exit 0 fetch all
  assert_output --partial "From        What      Asked  Found  Instrumental  Not there  Failed  Unanswered  Requests"
  assert_output --partial "2 songs lack features; before it were 20."
  assert_output --partial "4 songs lack words; before it were 20."
  [ -z "$stderr" ]
  expect_exit 0 fetch lyrics --redo --limit 3 --json
  jq -e '.sources[0].asked == 3 and (has("lack_features") | not)' <<<"$output"
}

@test "words of songs are clean, and silence is remembered" {
  use_songs 10
  start lrclib --decoys
  segue fetch lyrics >/dev/null
  run sqlite3 "$CATALOG" "SELECT count(*) FROM lyrics WHERE text LIKE '%[0%' OR text LIKE '%not the words%'"
  assert_output 0
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM lyrics')" = 7 ]
  run sqlite3 "$CATALOG" "SELECT title FROM songs JOIN song_values v ON v.song_id = songs.id WHERE v.has_lyrics = 0"
  assert_output "Frozen Lantern 6"
}

@test "kill -9 half-way, and no request is made twice" {
  use_songs 400
  start lrclib
  SEGUE_LRCLIB_SPACING=0.005 "$SEGUE_BIN" fetch lyrics >/dev/null 2>&1 3>&- &
  local pid=$!
  for _ in $(seq 600); do
    [ "$(asked lrclib)" -lt 60 ] || break
    sleep 0.05
  done
  kill -9 "$pid"
  wait "$pid" || true
  [ "$(asked lrclib)" -lt 500 ]
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  expect_exit 0 fetch lyrics --json
  jq -e '.lack_words.after == 80' <<<"$output"
  # The one that was in flight may have been asked again.
  local twice
  twice=$(sort lrclib.log | uniq -d | wc -l)
  [ "$twice" -le 1 ]
}

@test "Ctrl-C keeps what was fetched" {
  use_songs 300
  start lrclib
  SEGUE_LRCLIB_SPACING=0.01 "$SEGUE_BIN" fetch lyrics >out 2>err 3>&- &
  local pid=$!
  for _ in $(seq 600); do
    [ "$(asked lrclib)" -lt 20 ] || break
    sleep 0.05
  done
  kill -INT "$pid"
  local code=0
  wait "$pid" || code=$?
  [ "$code" = 130 ]
  grep -q "what was fetched so far is kept" err
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM lyrics')" -ge 10 ]
}

@test "a dead service is left out, and what others gave stays" {
  use_songs 30
  start reccobeats
  export SEGUE_HTTP_PATIENCE=5
  expect_exit 4 fetch all --json
  [[ $stderr == *"LRCLIB is left out for the rest of this run"* ]]
  [[ $stderr == *"Say the same again later"* ]]
  jq -e '.sources[0].found == 27 and .sources[1].unanswered + .sources[1].failed == 30' <<<"$output"
  jq -e '.sources[1].given_up | startswith("LRCLIB is left out")' <<<"$output"
  start lrclib
  expect_exit 0 fetch all --json
  jq -e '.lack_words.after == 6 and .sources[0].requests == 0' <<<"$output"
}

@test "every fault of one answer is told, and the next song fares better" {
  use_songs 30
  start lrclib
  local fault
  for fault in 500\* html truncated cut\* drop\* empty garbage deep loop\* huge; do
    echo "/api/get?track_name=Brittle Lantern 2&=$fault" >lrclib.faults
    # Once per fault: the first song was answered before.
    expect_exit 0 fetch lyrics --redo --limit 3 --json
    jq -e --arg fault "$fault" '.sources[0] | .failed == 1 and .found == 2 and .given_up == null' <<<"$output" ||
      { echo "$fault: $output"; return 1; }
    [[ $stderr == *"Brittle Lantern 2"* ]]
  done
  # What mends itself while it is asked again is no failure.
  for fault in 500,502 429:0 cut drop slow:0.2; do
    echo "/api/get?track_name=Brittle Lantern 2&=$fault" >lrclib.faults
    expect_exit 0 fetch lyrics --redo --limit 3 --json
    jq -e '.sources[0] | .failed == 0 and .found == 3' <<<"$output" || { echo "$fault: $output"; return 1; }
  done
}

@test "a service that asks to be left alone is" {
  use_songs 100
  start reccobeats
  echo "/v1/=200html,429:86400*" >reccobeats.faults
  start lrclib --fault '/api/=429:90000*'
  expect_exit 4 fetch all --json
  [[ $stderr == *"ReccoBeats is left out for the rest of this run: it asks not to be asked again before 20"*"UTC"* ]]
  [[ $stderr == *"LRCLIB is left out"* ]]
  [ "$(asked lrclib)" = 1 ]
  [ "$(asked reccobeats)" = 2 ]
}

@test "a service that does not speak delays a run by its patience" {
  use_songs 20
  start lrclib --fault '/api/=stall*'
  local begun=$SECONDS
  SEGUE_HTTP_PATIENCE=2 expect_exit 4 fetch lyrics
  [[ $stderr == *"no answer of use came for"* ]]
  [ $((SECONDS - begun)) -lt 30 ]
}

@test "Genius only with its flag and a token, which nobody else sees" {
  use_songs 20
  start lrclib
  start genius
  expect_exit 2 fetch lyrics --genius
  [[ $stderr == *"GENIUS_ACCESS_TOKEN"* ]]
  GENIUS_ACCESS_TOKEN=invented-token expect_exit 2 fetch lyrics --from genius
  [[ $stderr == *"only with --genius"* ]]
  GENIUS_ACCESS_TOKEN=invented-token expect_exit 0 fetch lyrics --genius --json
  jq -e '.sources[1] | .source == "genius" and .asked == 4 and .found == 2 and .missing == 2' <<<"$output"
  [ "$(asked genius)" = 6 ] # four searches, two pages
  run sqlite3 "$CATALOG" "SELECT count(*) FROM lyrics WHERE text LIKE '[Verse 1]%' AND text NOT LIKE '%Contributors%'"
  assert_output 2
  GENIUS_ACCESS_TOKEN=invented-token expect_exit 0 fetch lyrics --genius --json
  [ "$(asked genius)" = 6 ]
  GENIUS_ACCESS_TOKEN=s3cret expect_exit 4 fetch lyrics --genius --from genius --redo
  [[ $stderr == *"Is the token right?"* ]]
  [[ $stderr$output != *s3cret* ]]
}

@test "walls and new layouts of Genius are told song by song" {
  use_songs 20
  export GENIUS_ACCESS_TOKEN=invented-token
  start genius --layout consent
  expect_exit 4 fetch lyrics --genius --from genius --limit 5 --json
  jq -e '.sources[0].failures[0].problem | contains("wall of consent")' <<<"$output"
  start genius --layout old
  expect_exit 0 fetch lyrics --genius --from genius --json
  jq -e '.sources[0] | .found == 16 and .missing == 4' <<<"$output"
}

@test "words of the command line that make no sense" {
  expect_exit 2 fetch
  expect_exit 3 fetch all
  use_songs 3
  expect_exit 2 fetch everything
  [[ $stderr == *"expected one of features, lyrics, all, found 'everything'"* ]]
  expect_exit 2 fetch features --limit 0
  expect_exit 2 fetch features --from nobody
  [[ $stderr == *"reccobeats"* ]]
  expect_exit 2 fetch features --from lrclib
  expect_exit 2 fetch features --genius
  expect_exit 2 fetch features --set lrclib_url=nowhere
  expect_exit 2 --set nothing=1 fetch features
  [[ $stderr == *"lrclib_url"* ]]
  expect_exit 0 fetch all --offline
  [[ $stderr == *"offline, and no answer was kept for 3 songs"* ]]
}

@test "songs that a service cannot be asked about are said" {
  use_songs 3
  printf 'title,artist\nNo Id,Nobody\n' >more.csv
  segue import more.csv >/dev/null
  start reccobeats
  expect_exit 0 fetch features
  [[ $stderr == *"cannot be asked about 1 song"* ]]
}
