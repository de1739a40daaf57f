#!/usr/bin/env bats
# segue train, playlist, recipe, info, evaluate on small catalogs.
load common

@test "train says what it did and what it left out" {
  write_songs
  segue import songs.csv
  expect_exit 0 train --epochs 20
  assert_output --partial "4 of 26 variables"
  assert_output --partial "no song has it"
  assert_output --partial "'autoencoder' is now current"
  run -0 bash -c '"$SEGUE_BIN" train --json --epochs 3 --patience 0 | jq -e "
    .version == 1 and (.recipe.training.validation_loss | length) == 3 and .recipe.inputs[0].variable == \"danceability\""'
}

@test "train refuses what makes no sense" {
  write_songs
  segue import songs.csv
  for words in "--layers 0" "--layers 5,x" "--layers -3" "--activations swish" "--activations relu,relu,relu" "--latent -2" \
    "--latent 99999999" "--batch 0" "--epochs 0" "--patience -1" "--learning-rate -1" "--learning-rate nan" \
    "--clusters 9-3" "--clusters x" "--random-seed -1"; do
    expect_exit 2 train $words
    [ -n "$stderr" ]
  done
  expect_exit 3 recipe show
}

@test "the same seed gives the same recipe, another one another" {
  write_songs
  segue import songs.csv
  segue train --epochs 9 && segue recipe export --output a >/dev/null
  segue train --epochs 9 --threads 2 && segue recipe export --output b >/dev/null
  segue train --epochs 9 --random-seed 1 && segue recipe export --output c >/dev/null
  diff -r a b
  ! cmp -s a/autoencoder.safetensors c/autoencoder.safetensors
}

@test "a playlist: nearest first, on a terminal as a table" {
  make_catalog
  expect_exit 0 playlist --seed 'song 6,artist 6' --length 3
  assert_line --index 0 --regexp '^ *# +Title +Artist +Album +Year +Distance$'
  assert_line --index 1 --regexp '^seed +Song 6 +Artist 6'
  [ "${#lines[@]}" -eq 5 ]
  run -0 bash -c '"$SEGUE_BIN" playlist --seed "Song 6" --length 3 --json | jq -e "
    .version == 1 and .seeds[0].title == \"Song 6\" and (.songs | length) == 3
    and .songs[0].artists == [.songs[0].artists[0]] and .songs[0].distance <= .songs[2].distance
    and .songs[0].album != null and .songs[0].year > 2000"'
}

@test "--length from 1 to all other songs" {
  make_catalog
  expect_exit 0 playlist --seed 'Song 6' --length 11
  expect_exit 0 playlist --seed 'Song 6'
  [ "${#lines[@]}" -eq 13 ]
  for length in 0 -1 12 99999999999999999999 1.5 x; do
    expect_exit 2 playlist --seed 'Song 6' --length $length
  done
}

@test "an unknown seed lists the nearest, an ambiguous one what fits, exit 3" {
  make_catalog
  expect_exit 3 playlist --seed 'Sogn 6,Artist 6'
  [[ $stderr == *"Song 6"* ]]
  [ -z "$output" ]
  printf 'title,artist,energy\nSong 6,Other,0.2\n' >more.csv
  segue import more.csv
  expect_exit 3 playlist --seed 'Song 6'
  [[ $stderr == *"several songs"* && $stderr == *"Other"* ]]
  run -3 --separate-stderr "$SEGUE_BIN" playlist --seed 'Song 6' --json
  jq -e '.error.reason == "ambiguous" and (.candidates | length) == 2' <<<"$output"
  expect_exit 2 playlist --seed ''
  expect_exit 2 playlist --seed ','
}

@test "files in five formats begin with the seed unless told otherwise" {
  make_catalog
  for format in m3u8 csv json jspf xspf; do
    segue playlist --seed 'Song 6' --length 3 --output list.$format
    segue playlist --seed 'Song 6' --length 3 --output bare.$format --without-seed
    grep -q "Song 6" list.$format
  done
  [ "$(grep -c '^#EXTINF' list.m3u8)" -eq 4 ]
  [ "$(grep -c '^#EXTINF' bare.m3u8)" -eq 3 ]
  [ "$(jq '.playlist.track | length' list.jspf)" -eq 4 ]
  [ "$(grep -c '<track>' bare.xspf)" -eq 3 ]
  [ "$(wc -l <list.csv)" -eq 5 ]
  expect_exit 2 playlist --seed 'Song 6' --length 3 --output list.docx
  expect_exit 1 playlist --seed 'Song 6' --length 3 --output no/such/folder/list.csv
}

@test "a written CSV is read back as a playlist" {
  make_catalog
  segue playlist --seed 'Song 6' --length 3 --output list.csv
  expect_exit 0 import list.csv
  assert_output --partial "playlists  1 added"
  [ "$(segue info --json | jq .songs)" = 12 ]
}

@test "within a cluster there are fewer" {
  make_catalog
  expect_exit 0 playlist --seed 'Song 6' --length 11 --within-cluster
  [[ $stderr == *"11 asked for"* ]]
  expect_exit 2 playlist --seed 'Song 6' --within-cluster --whole-catalog
}

@test "recipes: list, show, use, export" {
  make_catalog
  segue train --epochs 2 --name other --latent 2 >/dev/null
  expect_exit 0 recipe list
  assert_line --partial "autoencoder"
  assert_line --regexp "other.*current"
  run -0 bash -c '"$SEGUE_BIN" recipe show autoencoder | jq -e ".network.latent == 8"'
  segue recipe use autoencoder
  run -0 bash -c '"$SEGUE_BIN" recipe list --json | jq -e ".recipes[] | select(.current) | .name == \"autoencoder\""'
  expect_exit 0 recipe export other --output out
  [ -f out/recipe.json ] && [ -f out/autoencoder.safetensors ] && [ -f out/clusters.safetensors ]
  expect_exit 3 recipe use nothing
  expect_exit 3 recipe show 99
  expect_exit 0 playlist --seed 'Song 6' --length 2 --recipe other
}

@test "a playlist without a recipe, a recipe with broken models" {
  write_songs
  segue import songs.csv
  expect_exit 3 playlist --seed 'Song 6' --length 2
  [[ $stderr == *"segue train"* ]]
  segue train --epochs 2 >/dev/null
  sqlite3 "$CATALOG" "UPDATE recipes SET json = '{\"version\": 1}'"
  printf 'title,artist,energy\nNew,Ada,0.4\n' >new.csv
  segue import new.csv
  expect_exit 5 playlist --seed 'New,Ada' --length 2
}

@test "info says what is there and from where" {
  make_catalog
  expect_exit 0 info
  assert_line --regexp '^songs +12 by 12 artists$'
  assert_line --regexp '^energy +12 +file 12$'
  assert_output --partial "Known of no song:"
  run -0 bash -c '"$SEGUE_BIN" info --json | jq -e "
    .version == 1 and .songs == 12 and .values.energy.file == 12 and .values.key == {}
    and .recipe.name == \"autoencoder\" and .example_song.title == \"Song 12\""'
}

@test "evaluate without enough playlists says so" {
  printf 'title,artist,energy\nA,X,0.1\nB,Y,0.2\nC,Z,0.3\n' >songs.csv
  segue import songs.csv
  expect_exit 3 evaluate
  [[ $stderr == *"playlist"* ]]
}
