#!/usr/bin/env bats
# segue train --similarity, and catalogs that grow.
load common

# 240 songs in 12 playlists, without the model that ships, and a recipe of each similarity. Trained once, because to learn
# one takes as long as all the rest: tests begin with a copy.
setup_file() {
  mkdir -p "$BATS_FILE_TMPDIR/bin"
  cp "$SEGUE_BIN" "$BATS_FILE_TMPDIR/bin/segue"
  cd "$BATS_FILE_TMPDIR" || return 1
  write_lists
  export SEGUE_CATALOG="$BATS_FILE_TMPDIR/trained.db"
  bin/segue import lists.csv >/dev/null
  for similarity in learned features autoencoder; do
    bin/segue train --similarity "$similarity" --clusters 4 --threads 1 >"$similarity.txt"
  done
}

setup_lists() {
  stand_alone
  write_lists
  segue import lists.csv >/dev/null
}

setup_trained() {
  stand_alone
  mkdir -p "$(dirname "$CATALOG")"
  cp "$BATS_FILE_TMPDIR/trained.db" "$CATALOG"
}

@test "each similarity trains, lists, explains and is told apart" {
  setup_trained
  for similarity in learned features autoencoder; do
    run -0 cat "$BATS_FILE_TMPDIR/$similarity.txt"
    assert_line --regexp "^similarity +$similarity"
    assert_output --partial "'$similarity' is now current"
    segue recipe use "$similarity"
    [ "$(segue recipe show | jq -r .kind)" = "$similarity" ]
    expect_exit 0 playlist --seed 'Song 13' --length 5
    [[ $stderr == *"By recipe '$similarity', which compares what"* || $similarity == features ]]
    expect_exit 0 similar 'Song 13' --limit 3
    [[ $stderr == *"By recipe '$similarity'"* ]]
    expect_exit 0 explain 'Song 13' 'Song 25'
    expect_exit 0 info
    assert_output --partial "recipe         '$similarity', which compares"
  done
  expect_exit 0 recipe list
  assert_line --regexp 'learned +learned +240'
  [ "$(segue recipe list --json | jq -r '[.recipes[].similarity] | sort | join(" ")')" = "autoencoder features learned" ]
  expect_exit 0 recipe export learned --output out
  [ -f out/similarity.safetensors ] && [ -f out/inputs.safetensors ] && [ ! -e out/autoencoder.safetensors ]
}

@test "the best there is, in words; what makes no sense is refused" {
  setup_lists
  expect_exit 0 train --clusters 4
  assert_line --partial "features: the catalog has only 12 playlists with 240 songs"
  [ "$(segue train --clusters 4 --json | jq -r .similarity)" = features ]
  expect_exit 0 train --similarity best --epochs 3
  assert_output --partial "'autoencoder' is now current"
  expect_exit 2 train --similarity nearest
  [[ $stderr == *"learned, autoencoder or features"* ]]
  expect_exit 2 train --similarity learned --layers 8
  [[ $stderr == *"--layers is about the autoencoder"* ]]
  expect_exit 2 train --name ''
  rm -f "$CATALOG"*
  write_songs
  segue import songs.csv
  expect_exit 3 train --similarity learned
  [[ $stderr == *"nothing to learn from"* && $stderr == *"--similarity features"* ]]
}

@test "songs that come after training are found at once" {
  setup_trained
  printf 'title,artist,energy,valence,tempo,loudness\nNewcomer,Nobody,0.083,0.325,84,-9\n' >more.csv
  segue import more.csv >/dev/null
  for similarity in learned features autoencoder; do
    run --separate-stderr -0 "$SEGUE_BIN" playlist --seed 'Newcomer,Nobody' --length 5 --recipe "$similarity" --json
    # What stands where it belongs: in playlist 1.
    jq -e '.songs[0].title | ltrimstr("Song ") | tonumber % 12 == 1' <<<"$output"
    segue similar 'Song 13' --limit 240 --recipe "$similarity" | grep -q Newcomer
    [[ $stderr != *"cannot be found"* ]]
  done
}

@test "the same playlists give the same recipe with any number of threads" {
  setup_trained
  segue recipe export learned --output a >/dev/null
  segue train --similarity learned --clusters 4 --threads 2 >/dev/null && segue recipe export --output b >/dev/null
  diff -r a b
}
