#!/usr/bin/env bats
# segue search on small catalogs.
load common

# The report's networks from two seeds: search EPOCHS [WORD...]
search() {
  local epochs=$1
  shift
  "$SEGUE_BIN" search tabular --preset report --seeds 2 --epochs "$epochs" "$@"
}

@test "search prints a table like the report's, and the same as JSON" {
  write_songs
  segue import songs.csv
  run -0 --separate-stderr search 4
  assert_line --regexp '^ +Latent +Layers +Activations +Epochs +Training loss +Validation loss +Published'
  assert_line --regexp '^1 +4 +15\*,10\*,5\* +relu +4 +0\.[0-9]{4} ±0\.[0-9]{4} +0\.[0-9]{4} ±0\.[0-9]{4} +0\.0375/0\.0374'
  assert_line --partial "wider than the 4 inputs"
  [ -z "$stderr" ]
  search 4 --json >search.json
  jq -e '.version == 1 and (.trials | length) == 12 and .trials[0].latent == 4 and .trials[0].layers == [15, 10, 5]
    and .trials[3].activations == ["sigmoid", "relu"] and .trials[3].seed == 1 and (.trials | all(.found))
    and .networks[0].wider_than_input == [15, 10, 5] and (.trials[0].validation_history | length) == 4
    and (.trials[0].validation_loss - .trials[0].validation_history[-1] | fabs) < 1e-6
    and .networks[5].published.validation_loss == 0.0647' search.json
}

@test "search asks for what it needs" {
  expect_exit 3 search tabular --preset report
  write_songs
  segue import songs.csv
  expect_exit 2 search
  expect_exit 2 search sound --preset report
  expect_exit 2 search tabular
  [[ $stderr == *"--preset report"* ]]
  expect_exit 2 search tabular --preset other
  for words in "--seeds 0" "--seeds x" "--epochs 0" "--epochs -4" "--threads 0"; do
    expect_exit 2 search tabular --preset report $words
    [ -n "$stderr" ]
  done
  expect_exit 3 search lyrics --preset report
  [[ $stderr == *"segue embed"* ]]
  expect_exit 0 search --help
  assert_output --partial "Examples:"
}

@test "killed and run again, a search gives the same table" {
  write_songs
  segue import songs.csv
  cp "$CATALOG" fresh.db
  strip() { jq -c '.trials[] | del(.seconds, .found)'; }
  search 4000 --json | strip >whole
  cp fresh.db "$CATALOG"
  rm -f "$CATALOG"-*
  "$SEGUE_BIN" search tabular --preset report --seeds 2 --epochs 4000 --threads 1 >/dev/null &
  # Killed in the middle, as soon as something is stored.
  for _ in $(seq 1 200); do
    sleep 0.05
    [ "$(sqlite3 "$CATALOG" 'SELECT COUNT(*) FROM trials' 2>/dev/null || echo 0)" -lt 2 ] || break
  done
  kill -9 $! || true
  wait $! || true
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  [ "$(sqlite3 "$CATALOG" 'SELECT COUNT(*) FROM trials')" -ge 2 ]
  search 4000 --json >again.json
  jq -e '[.trials[] | select(.found)] | length >= 2' again.json
  strip <again.json >again
  diff whole again
}

@test "Ctrl-C ends a search with 130 and keeps what was done" {
  write_songs
  segue import songs.csv
  "$SEGUE_BIN" search tabular --preset report --epochs 1000000 --seeds 1 --threads 1 2>err &
  local process=$!
  sleep 0.7
  kill -INT $process
  local code=0
  wait $process || code=$?
  [ "$code" -eq 130 ]
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
}

@test "a plan in a file; a loss that is no number ends its trial alone" {
  write_songs
  segue import songs.csv
  cat >plan.yaml <<'YAML'
name: mine
seeds: 1
epochs: 5
networks:
  - {latent: 2, layers: [4], activations: tanh}
  - {latent: 1, layers: [3, 2], activations: relu, learning_rate: 1e30}
YAML
  run -0 "$SEGUE_BIN" search tabular plan.yaml
  assert_output --regexp 'network 2, seed 0: the training loss is no longer a finite number in epoch [0-9]'
  assert_line --regexp '^2 +1 +3,2 +relu at 1e\+30 +- +- +- +-'
  assert_output --partial "least validation loss: network 1"
  segue search tabular plan.yaml --json | jq -e '.plan == "mine" and .best == 0 and .trials[1].training_loss == null
    and (.trials[1].problem | test("finite"))'
}

@test "plans that are none are refused with file and place" {
  write_songs
  segue import songs.csv
  expect_exit 1 search tabular missing.yaml
  [[ $stderr == *missing.yaml* ]]
  printf 'networks: [{latent: 2' >cut.yaml
  expect_exit 5 search tabular cut.yaml
  [[ $stderr == *"cut.yaml, line 1"* ]]
  printf 'networks:\n  - {latent: 2, layers: [0], activations: relu}\n' >zero.yaml
  expect_exit 5 search tabular zero.yaml
  [[ $stderr == *"network 1"*"from 1 to"* ]]
  printf 'networks:\n  - {latent: 2, layers: [65536, 65536], activations: relu}\n' >huge.yaml
  expect_exit 2 search tabular huge.yaml
  [[ $stderr == *"network 1"*"parameters"* ]]
  expect_exit 5 search tabular songs.csv
  expect_exit 1 search tabular .
  printf 'networks: [{latent: 2}]' >ok.yaml
  expect_exit 2 search tabular ok.yaml --preset report
  expect_exit 2 search tabular --random 0
  expect_exit 2 search tabular --halving 4 --random 4
  expect_exit 2 search tabular --random 3 --minutes -1
}

@test "random and halving draw the same networks for the same seed" {
  write_songs
  segue import songs.csv
  networks() { "$SEGUE_BIN" search tabular --seeds 1 --epochs 9 --json "$@" | jq -c '.networks[] | [.latent, .layers, .activations]'; }
  networks --random 5 >a
  networks --random 5 >b
  networks --random 5 --random-seed 1 >c
  diff a b
  ! cmp -s a c
  [ "$(wc -l <a)" -eq 5 ]
  run -0 "$SEGUE_BIN" search tabular --halving 9 --seeds 1 --epochs 9
  assert_output --partial "networks from 4 on were dropped on the way, after fewer epochs"
}

@test "what a search found is used by train" {
  write_songs
  segue import songs.csv
  expect_exit 3 train --recipe best
  [[ $stderr == *"segue search"* ]]
  search 4 --save best.json
  jq -e '.version == 1 and .tabular.latent > 0' best.json
  segue train --recipe best.json --json | jq -e --slurpfile best best.json '
    .recipe.network.layers == $best[0].tabular.layers and .recipe.training.random_seed == $best[0].tabular.seed
    and .recipe.training.epochs == 4' >/dev/null
  segue recipe export --output a >/dev/null
  segue train --recipe best >/dev/null
  segue recipe export --output b >/dev/null
  diff -r a b
  # There is no playlist to learn from, so nothing can be best on any.
  expect_exit 3 train --recipe best --best-by training-playlists
  expect_exit 2 train --recipe best --layers 4
  expect_exit 2 train --best-by loss
  expect_exit 5 train --recipe songs.csv
  expect_exit 1 train --recipe missing.json
  segue playlist --seed 'Song 6' --length 3 >/dev/null
}

@test "pictures and a page" {
  write_songs
  segue import songs.csv
  run -0 --separate-stderr search 4 --plots pictures --report found.html
  [[ $stderr == *"8 pictures drawn in pictures"* && $stderr == *found.html* ]]
  for picture in losses loss-and-precision latents-1 latents-6; do
    [ "$(head -c 4 pictures/$picture.png | tail -c 3)" = PNG ]
    grep -q "<svg" pictures/$picture.svg
  done
  [ "$(grep -c "<svg" found.html)" -eq 8 ]
  grep -q "segue search tabular --preset report --seeds 2 --epochs 4 --report found.html" found.html
  ! grep -Eq 'src=|href="http' found.html
  expect_exit 1 search tabular --preset report --seeds 2 --epochs 4 --report no/such/folder/found.html
  run -1 --separate-stderr env PATH=/nowhere "$SEGUE_BIN" search tabular --preset report --seeds 2 --epochs 4 --plots pictures
  [[ $stderr == *"apt-get install gnuplot-nox"* ]]
}
