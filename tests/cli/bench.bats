#!/usr/bin/env bats
# segue bench on small catalogs.
load common

@test "bench songs writes tables that import reads whole, the same from the same seed" {
  segue bench songs --songs 400 --folder made --json >made.json
  jq -e '.version == 1 and .songs == 400 and .songs_with_words == 2 and .playlists == 8 and (.files | length) == 3' made.json
  segue import made/songs-*.csv made/words-*.csv made/playlists-*.csv --json >import.json
  jq -e '.problems == [] and .failures == [] and .problems_not_listed == 0' import.json
  segue info --json | jq -e '.songs == 400'
  segue bench songs --songs 400 --folder again --threads 1
  diff -r made again
  segue bench songs --songs 400 --folder other --seed 1
  run ! diff -rq made other
  segue bench songs --songs 100 --folder fewer
  cmp <(head -n 101 made/songs-0001.csv) fewer/songs-0001.csv
}

@test "bench scale measures every step and leaves nothing behind" {
  mkdir work
  segue bench scale --songs 500 --songs 1000 --folder work --steps make,import,embed,train,playlist,similar --plot scale.svg --json >scale.json 2>steps
  jq -e '.version == 1 and ([.steps[] | select(.songs == 500) | .step] | contains(["make", "import", "embed", "train", "playlist", "playlist again", "similar again"]))
    and (.steps | all(.problem == null and .seconds > 0 and .peak_bytes > 1000000))
    and ([.steps[] | select(.songs == 1000)] | all(.growth > 0)) and .kept == []' scale.json
  grep -q "^import, 500 songs: " steps
  [ -z "$(ls -A work)" ]
  grep -q 'N log N' scale.svg
}

@test "bench scale prints a table, keeps a catalog, and measures it again" {
  run -0 --separate-stderr "$SEGUE_BIN" bench scale --songs 500 --folder work --keep --steps make,import,train
  assert_line --regexp '^ +Step +Songs +Time'
  assert_line --regexp '^ +import +500 +'
  [ -f work/songs-500/catalog.db ]
  run -0 --separate-stderr "$SEGUE_BIN" bench scale --songs 500 --folder work --steps playlist
  assert_line --regexp '^ +playlist again +500 .*median of 9'
  [ -f work/songs-500/catalog.db ]
  # What is there is not made anew.
  expect_exit 1 bench scale --songs 500 --folder work
  [[ $stderr == *"is there already"* ]]
  expect_exit 3 bench scale --songs 600 --folder work --steps playlist
}

@test "bench says what it expected" {
  for songs in 0 -1 99 1000000001 many 1.5; do
    expect_exit 2 bench scale --songs $songs
    [ -n "$stderr" ]
  done
  expect_exit 2 bench
  expect_exit 2 bench scale
  expect_exit 2 bench scale --songs 500 --steps sing
  [[ $stderr == *"import"* ]]
  expect_exit 2 bench scale --songs 500 --seed -4
  expect_exit 2 bench scale --songs 500 --keep
  expect_exit 2 bench scale --songs 500 --steps train
  expect_exit 2 bench scale --songs 500 --plot scale.pdf
  expect_exit 1 bench scale --songs 500 --folder /proc/nothing
  expect_exit 1 bench scale --songs 1000000000
  [[ $stderr == *"GB of disk"* ]]
  expect_exit 2 bench songs --songs 0 --folder made
  expect_exit 2 bench songs --songs 10
  expect_exit 1 bench songs --songs 10 --folder /proc/nothing
  touch file
  expect_exit 1 bench songs --songs 10 --folder file
  expect_exit 0 bench scale --help
  assert_output --partial "Examples:"
}

@test "interrupted, bench scale removes what it made" {
  mkdir work
  "$SEGUE_BIN" bench scale --songs 300000 --folder work &
  local pid=$!
  for _ in $(seq 1 200); do
    sleep 0.05
    [ -z "$(ls -A work)" ] || break
  done
  kill -INT "$pid" || true
  local code=0
  wait "$pid" || code=$?
  [ "$code" -eq 130 ]
  [ -z "$(ls -A work)" ]
}

@test "a catalog that is imported is kept, where that was asked for, also of an interrupted run" {
  mkdir work
  "$SEGUE_BIN" bench scale --songs 3000 --folder work --keep >/dev/null 2>said &
  local pid=$!
  for _ in $(seq 1 400); do
    sleep 0.05
    ! grep -q '^import, ' said || break
  done
  kill -INT "$pid" || true
  wait "$pid" || true
  segue info --catalog work/songs-3000/catalog.db | grep '^songs  '
}
