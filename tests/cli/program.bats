#!/usr/bin/env bats
# The program as a whole: help, version, settings, exit codes.
load common

@test "--version and --help answer on standard output with exit code 0" {
  expect_exit 0 --version
  assert_output --regexp '^segue [0-9]+\.[0-9]+\.[0-9]+$'
  expect_exit 0 --help
  assert_output --partial "segue import spotify_songs.csv"
  for command in import train playlist evaluate info recipe; do
    expect_exit 0 "$command" --help
    assert_output --partial "Examples:"
    [ -z "$stderr" ]
  done
}

@test "wrong words are usage errors that say where to look" {
  expect_exit 2
  expect_exit 2 frobnicate
  expect_exit 2 playlist
  [[ $stderr == *"--seed"* && $stderr == *"'segue playlist --help'"* ]]
  expect_exit 2 playlist --seed x --length many
  expect_exit 2 train --nonsense
  expect_exit 2 recipe
  expect_exit 2 import
}

@test "a catalog that is not there is not made by reading commands" {
  for command in "info" "train" "evaluate" "playlist --seed x" "recipe list"; do
    expect_exit 3 $command
    [[ $stderr == *"segue import"* ]]
  done
  [ ! -e "$CATALOG" ]
}

@test "the catalog: flag before environment before config file before default" {
  write_songs
  mkdir -p "$HOME/.config/segue"
  echo "catalog = $PWD/config.db" >"$HOME/.config/segue/config"
  segue import songs.csv
  [ -f config.db ]
  SEGUE_CATALOG=env.db segue import songs.csv
  [ -f env.db ]
  SEGUE_CATALOG=env2.db segue --catalog flag.db import songs.csv
  [ -f flag.db ] && [ ! -e env2.db ]
  SEGUE_CATALOG=env2.db segue import songs.csv --catalog flag2.db
  [ -f flag2.db ] && [ ! -e env2.db ]
  rm "$HOME/.config/segue/config"
  segue import songs.csv
  [ -f "$CATALOG" ]
}

@test "a config file with something else in it is named, with the line" {
  mkdir -p "$HOME/.config/segue"
  printf '# mine\ncatalogue = x\n' >"$HOME/.config/segue/config"
  expect_exit 2 info
  [[ $stderr == *"line 2"* && $stderr == *"'catalogue'"* ]]
}

@test "a file that is no catalog is refused and untouched" {
  echo "this is no database, but it is long enough to have a header of a hundred bytes: ........................................" >notes.txt
  cp notes.txt before.txt
  expect_exit 5 info --catalog notes.txt
  [[ $stderr == *"notes.txt"* ]]
  write_songs
  expect_exit 5 import songs.csv --catalog notes.txt
  cmp notes.txt before.txt
  sqlite3 foreign.db "CREATE TABLE songs(x); INSERT INTO songs VALUES (1);"
  cp foreign.db before.db
  expect_exit 5 import songs.csv --catalog foreign.db
  cmp foreign.db before.db
}

@test "--threads must be a number of threads" {
  make_catalog
  expect_exit 2 evaluate --threads 0
  expect_exit 2 train --threads many
  SEGUE_THREADS=x expect_exit 2 train
}

@test "a full standard output is an error" {
  [ -w /dev/full ] || skip "no /dev/full here"
  make_catalog
  run bash -c '"$SEGUE_BIN" info >/dev/full'
  assert_failure 1
  assert_output --partial "standard output"
}

@test "segue itself loads no decoder: that is the analyzer's business" {
  run ldd "$SEGUE_BIN"
  refute_output --partial "libav"
}
