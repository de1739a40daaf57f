#!/usr/bin/env bats
# The whole way on the real table, skipped where it is absent.
load common

@test "import, train, playlist on 26,117 rows" {
  real_table
  expect_exit 0 import "$TABLE"
  assert_output --partial "26,117 rows"
  assert_output --partial "21,406 added"
  assert_output --partial "376 added"
  [ -z "$stderr" ]

  expect_exit 0 import "$TABLE"
  assert_output --partial "26,117 rows told nothing new"
  assert_output --partial "376 unchanged"

  segue train --similarity autoencoder >/dev/null
  run --separate-stderr -0 "$SEGUE_BIN" playlist --seed 'Blinding Lights,The Weeknd' --length 25 --json
  jq -e '(.songs | length) == 25 and ([.songs[] | [.title, .artists[0]]] | unique | length) == 25
    and .seeds[0].album == "Blinding Lights"' <<<"$output"
}

@test "evaluate; and without playlists, the similarity that ships beats plain features" {
  real_table
  # The same songs; nothing tells of playlists.
  python3 - "$TABLE" songs.csv <<'PY'
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as source, open(sys.argv[2], "w", newline="", encoding="utf-8") as out:
    rows = csv.DictReader(source)
    kept = [name for name in rows.fieldnames if not name.startswith("playlist_")]
    writer = csv.DictWriter(out, kept, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
PY
  segue import songs.csv >/dev/null
  [ "$(segue info --json | jq .playlists)" = 0 ]
  expect_exit 0 train
  assert_output --partial "by the model 'similarity' that comes with segue"
  # Only now do playlists come, and ask.
  segue import "$TABLE" >/dev/null
  run --separate-stderr -0 "$SEGUE_BIN" evaluate --recipe current --json
  jq -e '.version == 1 and .pool == 7449 and .queries == 7449 and .training_playlists == 224 and .test_playlists == 144' <<<"$output"
  # What tools outside segue reached by the same protocol.
  for expected in random:0.0091 min-max:0.0480 z-score:0.0560 pca-4:0.0270 pca-10:0.0463; do
    jq -e --arg m "${expected%:*}" --argjson p "${expected#*:}" \
      '.rows[] | select(.method == $m) | (.p_at_10 - $p) | fabs <= 0.003' <<<"$output"
  done
  for method in quantile quantile+year+duration autoencoder autoencoder-within-cluster; do
    jq -e --arg m "$method" '.rows[] | select(.method == $m) | .p_at_10 > 0.015' <<<"$output"
  done
  # Learned from training playlists alone, and asked on others.
  jq -e '(.rows[] | select(.method == "learned") | .p_at_10) > 0.145' <<<"$output"
  jq -e '.comparisons[] | select(.method == "learned") | .ci95[0] > 0' <<<"$output"
  jq -e '(.rows[] | select(.method | startswith("recipe:learned")) | .p_at_10) as $ready
    | (.rows[] | select(.method == "z-score") | .p_at_10) as $plain | $ready > 1.5 * $plain' <<<"$output"
  jq -e '.comparisons[] | select(.method == "pretrained" and .against == "z-score") | .ci95[0] > 0' <<<"$output"
}

@test "lyrics join the songs they belong to" {
  real_table
  [ -f "$LYRICS" ] || skip "the lyrics are not there (SEGUE_DATA)"
  segue import "$TABLE" >/dev/null
  run --separate-stderr -0 "$SEGUE_BIN" import "$LYRICS" --json
  jq -e '.files[0].songs_added == 0 and .files[0].lyrics_of_unknown_songs > 1000' <<<"$output"
  [ "$(segue info --json | jq .songs)" = 21406 ]
  [ "$(segue info --json | jq .songs_with_lyrics)" -gt 3800 ]
}
