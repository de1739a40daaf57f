#!/usr/bin/env bats
# Music folders: segue import FOLDER, segue analyze.
load common

# What the catalog holds of sounds, whatever the order of storing.
heard() {
  sqlite3 "${1:-$CATALOG}" "SELECT path, analyzer, problem, document, hex(timbre) FROM files JOIN sounds ON file_id = id ORDER BY path"
}

@test "a folder comes in, is heard once, trains and makes playlists" {
  write_music
  expect_exit 0 import music
  assert_output --partial "6 music files"
  assert_output --partial "songs      6 added"
  assert_output --partial "listened   6 files, 48.0 s of music"
  [ -z "$stderr" ]
  heard >first
  expect_exit 0 import music/
  assert_output --partial "6 unchanged"
  assert_output --partial "6 heard before"
  heard | cmp first -
  segue train --epochs 20 >/dev/null
  expect_exit 0 playlist --seed 'Low 2,Ann' --length 5 --output list.m3u8
  grep -qxF "music/Ann - Low 1.wav" list.m3u8
  segue info --json | jq -e '.values.energy.segue == 6'
}

@test "the same sounds for any number of workers" {
  write_music
  segue import music --threads 1 --catalog one.db >/dev/null
  segue import music --threads 5 --catalog five.db >/dev/null
  heard one.db >one
  heard five.db | cmp one -
}

@test "new, changed, moved and deleted files are noticed" {
  write_music
  segue import music >/dev/null
  mkdir music/sub
  mv "music/Ann - Low 1.wav" "music/sub/moved.wav"
  rm "music/Ann - Low 2.wav"
  tone "music/Ann - Low 3.wav" 333 12
  tone "music/Cat - New.wav" 500 5
  expect_exit 0 import music --json
  jq -e '.music[0] | .files_added == 1 and .files_changed == 1 and .files_moved == 1 and .files_missing == 1 and
         .files_unchanged == 3' <<<"$output"
  jq -e '.listening | .heard == 2 and .heard_before == 4 and .unheard == []' <<<"$output"
  segue train --epochs 20 >/dev/null
  segue playlist --seed 'Low 1,Ann' --json --length 5 | jq -e '[.songs[].title] | index("Low 2") == null'
}

@test "bad files are told by name and nothing stops" {
  write_music
  : >music/empty.mp3
  echo "this is no music" >music/text.flac
  head -c 3000 "music/Ann - Low 1.wav" >music/cut.wav
  head -c 100000 /dev/urandom >music/noise.ogg
  expect_exit 0 import music
  assert_output --partial "3 could not be heard"
  for name in empty.mp3 text.flac noise.ogg; do [[ $stderr == *"music/$name"* ]]; done
  [ "$(heard | grep -c analyzer_version)" = 7 ]
  expect_exit 0 import music
  assert_output --partial "3 could not be heard before and were not tried again"
  expect_exit 5 import --catalog other.db music/text.flac
  expect_exit 5 analyze music/empty.mp3
}

@test "a folder without music is exit 3" {
  mkdir empty
  expect_exit 3 import empty
  [[ $stderr == *"there is no music in"* ]]
}

@test "analyze prints everything about one file" {
  tone song.wav 997 10 0.1
  expect_exit 0 analyze song.wav --json
  jq -e '.version == 1 and (.features | length) == 12 and (.analysis | length) == 10 and (.timbre | length) > 60' <<<"$output"
  jq -e '.features.liveness.value == null and .features.liveness.provenance == "unavailable"' <<<"$output"
  # A mono sine of 997 Hz at -20 dBFS has -23.0 LUFS.
  jq -e '.features.loudness | (.value + 23.0 | fabs) < 0.1 and .provenance == "exact" and .confidence == 1' <<<"$output"
  jq -e '.analysis.num_samples.value == 220500 and .analysis.analysis_sample_rate.value == 22050' <<<"$output"
  [ ! -e "$CATALOG" ]
  expect_exit 0 analyze song.wav
  assert_output --partial "loudness"
  assert_output --partial "unavailable"
}

@test "analyze in words that make no sense" {
  tone song.wav 440 2
  expect_exit 3 analyze none.mp3
  expect_exit 3 analyze ''
  expect_exit 2 analyze .
  expect_exit 2 analyze song.wav --redo
  expect_exit 2 analyze --plot x.png
  expect_exit 3 analyze # no catalog yet
  expect_exit 2 analyze song.wav --plot picture.bmp
  write_songs
  segue import songs.csv >/dev/null
  expect_exit 0 analyze
  assert_output --partial "knows no music files"
}

@test "--plot draws a picture" {
  tone "it's a song.wav" 440 3
  expect_exit 0 analyze "it's a song.wav" --plot "it's a picture.png"
  [ "$(head -c 4 "it's a picture.png" | tail -c 3)" = PNG ]
  expect_exit 0 analyze "it's a song.wav" --plot picture.svg
  grep -q "<svg" picture.svg
}

@test "analyze hears what import was told not to, and all again with --redo" {
  write_music
  expect_exit 0 import music --no-analysis
  refute_output --partial "listened"
  expect_exit 0 analyze --json
  jq -e '.heard == 6 and .heard_before == 0' <<<"$output"
  expect_exit 0 analyze --redo --json
  jq -e '.heard == 6' <<<"$output"
}

@test "playlists in the folder are collected" {
  write_music
  printf '#EXTM3U\nAnn - Low 3.wav\nBob - High 1.wav\ngone.wav\nhttp://example.org/radio\n' >music/mix.m3u8
  expect_exit 0 import music
  assert_output --partial "playlists  1 added, 1 entry leads to no file here"
  segue info --json | jq -e '.playlists == 1 and .playlist_entries == 2'
  expect_exit 0 import music/mix.m3u8
  assert_output --partial "2 music files"
}

@test "the analyzer is for segue alone" {
  run -2 "$(dirname "$SEGUE_BIN")/segue-analyzer" song.mp3
  assert_output --partial "segue analyze FILE"
  echo nonsense | run -1 "$(dirname "$SEGUE_BIN")/segue-analyzer"
  write_music
  SEGUE_ANALYZER=/no/such/program expect_exit 1 import music
  [[ $stderr == *"/no/such/program"* ]]
}

@test "kill -9 in the middle loses nothing that was heard" {
  write_music
  for i in $(seq 10 60); do cp "music/Ann - Low 1.wav" "music/Dan - Copy $i.wav"; echo "$i" >>"music/Dan - Copy $i.wav"; done
  "$SEGUE_BIN" import music --threads 1 >/dev/null 2>&1 &
  local pid=$!
  for _ in $(seq 100); do
    [ "$(heard 2>/dev/null | wc -l)" -lt 3 ] || break
    sleep 0.1
  done
  kill -9 "$pid"
  wait "$pid" || true
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  local before
  before=$(heard | wc -l)
  [ "$before" -ge 1 ]
  expect_exit 0 import music --json
  jq -e --argjson before "$before" '.listening | .heard == 57 - $before and .heard_before == $before' <<<"$output"
}

@test "Ctrl-C keeps what was heard" {
  write_music
  for i in $(seq 10 60); do cp "music/Ann - Low 1.wav" "music/Dan - Copy $i.wav"; echo "$i" >>"music/Dan - Copy $i.wav"; done
  "$SEGUE_BIN" import music --threads 1 >out 2>err &
  local pid=$!
  for _ in $(seq 100); do
    [ "$(heard 2>/dev/null | wc -l)" -lt 3 ] || break
    sleep 0.1
  done
  kill -INT "$pid"
  local code=0
  wait "$pid" || code=$?
  [ "$code" = 130 ]
  grep -q "what was read so far is kept" err
  expect_exit 0 import music
}

@test "ReplayGain tells the loudness until segue has heard the song" {
  mkdir music
  ffmpeg -v error -f lavfi -i sine=440:duration=6 -metadata title=T -metadata artist=A \
    -metadata REPLAYGAIN_TRACK_GAIN='-6.50 dB' music/t.flac
  segue import music --no-analysis >/dev/null
  [ "$(sqlite3 "$CATALOG" "SELECT source, loudness FROM song_values")" = "file|-11.5" ]
  segue analyze >/dev/null
  segue info --json | jq -e '.values.loudness == {"segue": 1}'
}
