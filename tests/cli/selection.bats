#!/usr/bin/env bats
# segue playlist: what it starts from, which songs it takes, in which order.
load common

titles() { "$SEGUE_BIN" playlist "$@" --json 2>/dev/null | jq -r '.songs | map(.title) | join("|")'; }

@test "several seeds, an album, a playlist" {
  make_catalog
  run -0 titles --seed 'Song 3' --seed 'Song 5' --length 1
  assert_output "Song 4"
  run -0 titles --seed-album 'Album 6,Artist 6' --length 1
  assert_output --regexp '^Song [57]$'
  run -0 bash -c '"$SEGUE_BIN" playlist --seed-album "album 6" --json | jq -e ".seeds[0].title == \"Song 6\""'
  expect_exit 3 playlist --seed-album 'Albun 6,Artist 6'
  [[ "$stderr" == *"no album in the catalog matches"*"Album 6"* ]]
  expect_exit 3 playlist --seed-playlist Nix
  [[ "$stderr" == *"no playlist is called 'Nix'"*"1 'Mix' (12 songs)"* ]]
  # All songs are seeds: nothing is left to find.
  expect_exit 0 playlist --seed-playlist mix --length 3
  [[ "$stderr" == *"3 asked for, 0 different songs found"* ]]
  expect_exit 2 playlist
  [[ "$stderr" == *"--seed 'Title,Artist'"* ]]
}

@test "--not keeps away from a song" {
  make_catalog
  run -0 titles --seed 'Song 6' --not 'Song 5' --length 3
  assert_output --regexp '^Song 7\|'
  refute_output --regexp 'Song 5'
  expect_exit 3 playlist --seed 'Song 6' --not 'Song 99'
}

@test "--filter takes the songs of which it holds" {
  make_catalog
  run -0 titles --seed 'Song 6' --filter 'year<=2004 and not explicit' --length 11
  assert_output "Song 4|Song 3|Song 2|Song 1"
  run -0 titles --seed 'Song 6' --filter 'artist="artist 9" or title in ("song 1", "song 2")'
  assert_output "Song 9|Song 2|Song 1"
  expect_exit 0 playlist --seed 'Song 6' --filter 'not explicit' --length 1
  [[ "$stderr" == *"'explicit' is known of no song"* ]]
  expect_exit 0 playlist --seed 'Song 6' --filter 'year>2100' --length 1
  [[ "$stderr" == *"No song fulfils the filter."* ]]
}

@test "a filter that cannot be read points at the column" {
  make_catalog
  expect_exit 2 playlist --seed 'Song 6' --filter 'year>=1990 and enrgy<0.5'
  [[ "$stderr" == *"--filter, column 16: unknown field 'enrgy'
  year>=1990 and enrgy<0.5
                 ^~~~~
segue: Did you mean 'energy'?"* ]]
  run -0 bash -c '"$SEGUE_BIN" playlist --filter-fields --json | jq -e ".version == 1 and (.fields | map(.name) | index(\"energy\") != null)"'
  expect_exit 0 playlist --filter-fields
  assert_line --regexp '^duration +duration +seconds'
}

@test "--per-artist, --diversity and --exclude" {
  make_catalog
  echo 'track_name,track_artist,danceability,energy,valence,tempo
Song 6b,Artist 6,0.48,0.42,0.36,110
Song 6c,Artist 6,0.48,0.42,0.36,110' >more.csv
  segue import more.csv >/dev/null
  segue train --epochs 20 >/dev/null
  run -0 titles --seed 'Song 6' --length 2
  assert_output "Song 6b|Song 6c"
  run -0 titles --seed 'Song 6' --length 2 --per-artist 2
  assert_output --regexp '^Song 6b\|Song [57]$'
  run -0 titles --seed 'Song 6' --length 2 --per-artist 1
  refute_output --partial "Song 6"
  run -0 titles --seed 'Song 6' --length 2 --diversity 0.9
  refute_output "Song 6b|Song 6c"
  printf '# not these\nSong 6b,Artist 6\nSomething Else,Nobody\n' >not.txt
  run -0 titles --seed 'Song 6' --length 1 --exclude not.txt
  assert_output "Song 6c"
  expect_exit 0 playlist --seed 'Song 6' --length 1 --exclude not.txt
  [[ "$stderr" == *"not.txt: 1 of 2 entries name no song of the catalog, 'Something Else,Nobody' first."* ]]
  for ending in json csv m3u8 jspf; do
    segue playlist --seed 'Song 6' --length 2 --without-seed --output "list.$ending" 2>/dev/null
    run -0 titles --seed 'Song 6' --length 5 --exclude "list.$ending"
    refute_output --regexp 'Song 6[bc]'
  done
  expect_exit 1 playlist --seed 'Song 6' --exclude nothere.txt
  echo '{"a":' >broken.json
  expect_exit 5 playlist --seed 'Song 6' --exclude broken.json
  for wrong in '--per-artist 0' '--per-album -1' '--diversity 2' '--diversity x' '--order loud' '--duration 60' \
    '--duration 60m --length 5' '--filter' "--path A"; do
    expect_exit 2 playlist --seed 'Song 6' $wrong
  done
}

@test "--order puts the songs that were found in order" {
  make_catalog
  run -0 titles --seed 'Song 6' --length 4 --order rise
  assert_output "Song 4|Song 5|Song 7|Song 8"
  run -0 titles --seed 'Song 6' --length 4 --order fall
  assert_output "Song 8|Song 7|Song 5|Song 4"
  run -0 titles --seed 'Song 6' --length 4 --order bpm
  assert_output "Song 4|Song 5|Song 7|Song 8"
  a=$(titles --seed 'Song 6' --order shuffle --random-seed 1)
  b=$(titles --seed 'Song 6' --order shuffle --random-seed 1)
  [ "$a" = "$b" ]
  [ "$(titles --seed 'Song 1' --length 5 --order smooth)" = "Song 2|Song 3|Song 4|Song 5|Song 6" ]
}

@test "--path goes from one song to another" {
  make_catalog
  run -0 titles --path 'Song 1' 'Song 12' --length 11
  assert_output "Song 2|Song 3|Song 4|Song 5|Song 6|Song 7|Song 8|Song 9|Song 10|Song 11|Song 12"
  run -0 titles --path 'Song 9' 'Song 3' --length 1
  assert_output "Song 3"
  run -0 titles --path 'Song 2' 'Song 8' --length 3
  assert_output "Song 4|Song 6|Song 8"
  expect_exit 2 playlist --path 'Song 2' 'Song 2'
  expect_exit 3 playlist --path 'Song 2' 'Song 99'
  expect_exit 2 playlist --path 'Song 2' 'Song 3' --seed 'Song 1'
}

@test "--duration instead of --length" {
  make_catalog
  expect_exit 0 playlist --seed 'Song 6' --duration 15m
  [[ "$stderr" == *"5 songs, 15:00 in all; 15:00 was asked for."* ]]
  [ "${#lines[@]}" -eq 7 ]
  expect_exit 0 playlist --path 'Song 1' 'Song 12' --duration 12:00
  [[ "$stderr" == *"4 songs, 12:00 in all"* ]]
}

@test "similar lists what is near, explain says why, and the numbers add up" {
  make_catalog
  expect_exit 0 similar 'Song 6' --limit 2
  [ "${#lines[@]}" -eq 3 ]
  assert_output --regexp 'Song [57] '
  run -0 bash -c '"$SEGUE_BIN" similar "Song 6" --limit 3 --json | jq -e ".seeds[0].title == \"Song 6\" and (.songs | length) == 3"'
  expect_exit 2 similar 'Song 6' --limit 0
  expect_exit 3 similar 'Song 99'
  expect_exit 0 explain 'Song 6' 'Song 9'
  assert_output --regexp 'rhythm +[+-][0-9.]+ +of one tempo \(110, 125 BPM\)|110 against 125 BPM'
  assert_output --partial "2006 against 2009"
  run -0 bash -c '"$SEGUE_BIN" explain "Song 6" "Song 9" --json | jq -e "
    .why | ([.groups[].nearer_by] | add) - (.baseline - .distance) | fabs < 0.00001"'
  run -0 bash -c '"$SEGUE_BIN" explain "Song 6" "Song 9" --json | jq -e "
    .why.groups[0] | ([.parts[].nearer_by] | add) - .nearer_by | fabs < 0.00001"'
  expect_exit 2 explain 'Song 6' 'Song 6'
  expect_exit 2 explain 'Song 6'
  expect_exit 3 explain 'Song 6' 'Song 99'
  expect_exit 0 playlist --seed 'Song 6' --length 2 --explain
  assert_line --index 0 --partial Because
  run -0 bash -c '"$SEGUE_BIN" playlist --seed "Song 6" --seed "Song 2" --length 3 --explain --json | jq -e "
    [.songs[] | .why.distance > 0] | all"'
}

@test "likes and dislikes: given, listed, taken back, and they count" {
  make_catalog
  before=$(titles --seed 'Song 6' --length 4)
  expect_exit 0 dislike 'Song 7' --for 'Song 6'
  assert_output "disliked for lists from Song 6 — Artist 6: Song 7 — Artist 7"
  run -0 titles --seed 'Song 6' --length 11
  refute_output --partial 'Song 7'
  run -0 titles --seed 'Song 5' --length 4
  assert_output --partial 'Song 7'
  expect_exit 0 like 'Song 9'
  expect_exit 0 feedback list
  assert_output --regexp 'like +Song 9 +Artist 9 +all songs'
  run -0 bash -c '"$SEGUE_BIN" feedback list --json | jq -e "(.feedback | length) == 2 and .feedback[1].seed.title == \"Song 6\""'
  expect_exit 3 feedback remove 'Song 7'
  expect_exit 0 feedback remove 'Song 7' --for 'Song 6'
  expect_exit 0 feedback remove 'Song 9'
  [ "$(titles --seed 'Song 6' --length 4)" = "$before" ]
  expect_exit 0 feedback list
  [[ "$stderr" == *"Nothing was liked"* ]]
  expect_exit 2 like 'Song 6' --for 'Song 6'
  expect_exit 3 like 'Song 99'
}

@test "a list is kept, goes on without repeats, and is forgotten" {
  make_catalog
  expect_exit 0 playlist --seed 'Song 6' --length 3 --filter 'year<=2010' --save six
  [[ "$stderr" == *"kept as 'six'"* ]]
  first=$(segue playlists show six --output six.json 2>/dev/null; jq -r '.songs[].title' six.json)
  run -0 bash -c '"$SEGUE_BIN" more six --length 3 --json 2>/dev/null | jq -r ".songs[].title"'
  [ "${#lines[@]}" -eq 3 ]
  for title in "${lines[@]}"; do ! grep -qx "$title" <<<"$first"; done
  refute_line "Song 11"
  expect_exit 0 playlists list
  assert_output --regexp '1 +six +Song 6 — Artist 6 +6'
  # All that fulfils the filter is in it now but three.
  run -0 bash -c '"$SEGUE_BIN" more six --length 11 --json 2>/dev/null | jq ".songs | length"'
  assert_output 3
  # A file goes on too, and stays as it is.
  cp six.json copy.json
  run -0 bash -c '"$SEGUE_BIN" more six.json --length 2 --json 2>/dev/null | jq -r ".songs[].title"'
  for title in "${lines[@]}"; do ! grep -qx "$title" <<<"$first"; done
  cmp six.json copy.json
  segue playlist --seed 'Song 6' --length 3 --output six.m3u8
  expect_exit 0 more six.m3u8 --length 2
  expect_exit 0 playlists remove six
  expect_exit 3 more six
  [[ "$stderr" == *"no list is kept under 'six'"* ]]
  expect_exit 2 playlist --seed 'Song 6' --save ' '
}
