#!/usr/bin/env bats
# segue index: what it says, what it leaves alone, and lists that do not change.
load common

# 300 songs in a line, trained on their features.
setup_index() {
  [ -e bin/segue ] || stand_alone
  {
    echo "title,artist,energy,valence,tempo"
    for i in $(seq 1 300); do
      printf 'Song %d,Artist %d,0.%03d,0.%03d,%d\n' "$i" "$i" "$((i * 3))" "$((i * 2))" "$((60 + i / 2))"
    done
  } >songs.csv
  segue import songs.csv >/dev/null
  segue train --similarity features --clusters 4 >/dev/null
}

@test "lists are the same with an index, without one and with a broken one" {
  setup_index
  segue info | grep '^search         exact scan of 300 songs$'
  segue playlist --seed 'Song 100' --length 20 --json | jq '[.songs[].title]' >before.json
  expect_exit 0 index
  assert_line --regexp '^songs +300$'
  assert_line --regexp '^search +all of 1 cell: exact$'
  assert_line --regexp '^file +.*catalog\.db\.recipe-1\.index \('
  segue info | grep '^search         inverted file of 300 songs: exact ('
  [ "$(segue info --json | jq -r '.search | .kind, .songs, .songs_to_come' | tr '\n' ' ')" = "inverted file 300 0 " ]
  segue playlist --seed 'Song 100' --length 20 --json | jq '[.songs[].title]' >after.json
  diff before.json after.json
  truncate -s -1 "$CATALOG.recipe-1.index"
  segue info | grep "exact scan of 300 songs; its index cannot be read ('segue index' makes it)"
  segue playlist --seed 'Song 100' --length 20 --json | jq '[.songs[].title]' >broken.json
  diff before.json broken.json
  expect_exit 0 index --json
  [ "$(jq -r '.rebuilt, .songs, .added' <<<"$output" | tr '\n' ' ')" = "true 300 300 " ]
}

@test "songs that come later are found at once, and added by the next index" {
  setup_index
  segue index >/dev/null
  printf 'title,artist,energy,valence,tempo\nNewcomer,Nobody,0.3,0.2,110\nMute,Nobody,,,\n' >more.csv
  segue import more.csv >/dev/null
  segue info | grep "2 came later ('segue index' adds them)"
  segue similar 'Newcomer' --limit 3 --json | jq '[.songs[].title]' >before.json
  expect_exit 0 index
  assert_line --regexp '^songs +301, 1 of them new; of 1 more nothing is known that recipe'
  segue similar 'Newcomer' --limit 3 --json | jq '[.songs[].title]' >after.json
  diff before.json after.json
  expect_exit 0 index
  assert_line --regexp '^songs +301, nothing new'
  expect_exit 0 train --similarity features --clusters 4
  assert_line --regexp '^index +301 songs placed'
}

@test "a build or an addition that is killed loses nothing" {
  setup_index
  segue index >/dev/null
  sum=$(sha256sum <"$CATALOG.recipe-1.index")
  for delay in 0.01 0.02 0.03 0.05 0.08; do
    segue index --rebuild >/dev/null 2>&1 &
    sleep "$delay"
    kill -9 $! 2>/dev/null || true
    wait $! || true
    [ "$(sha256sum <"$CATALOG.recipe-1.index")" = "$sum" ]
    segue playlist --seed 'Song 100' >/dev/null
  done
  [ "$(find "$(dirname "$CATALOG")" -name '.segue*' | wc -l)" = 0 ]
  # So does an addition: the song is found all the same, and the next call adds it.
  printf 'title,artist,energy,valence,tempo\nNewcomer,Nobody,0.3,0.2,110\n' >more.csv
  segue import more.csv >/dev/null
  for delay in 0.01 0.02 0.03 0.05; do
    segue index >/dev/null 2>&1 &
    sleep "$delay"
    kill -9 $! 2>/dev/null || true
    wait $! || true
    segue similar Newcomer --limit 3 >/dev/null
  done
  segue index >/dev/null
  segue info | grep '^search         inverted file of 301 songs: exact'
}

@test "training on a sample says so" {
  setup_index
  expect_exit 0 train --similarity features --clusters 4 --sample 120
  assert_line --regexp '^songs +120, a sample of 300$'
  [ "$(segue train --similarity features --clusters 4 --sample 120 --json | jq .sample_of)" = 300 ]
  segue similar 'Song 200' --limit 299 --json | jq -e '.songs | length == 299'
}

@test "what makes no sense is refused" {
  stand_alone
  expect_exit 3 index
  setup_index
  expect_exit 2 index --recall 0
  [[ $stderr == *"--recall must be above 0, at most 1, found 0"* ]]
  expect_exit 2 index --recall 1.5
  expect_exit 3 index --recipe nothing
  [[ $stderr == *"no recipe is called 'nothing'"* ]]
  expect_exit 2 train --sample 5
  [[ $stderr == *"--sample must be at least 100, found 5"* ]]
}
