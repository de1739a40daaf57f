# segue against a stand-in for an OpenSubsonic server, healthy and not.
load common.bash

setup_stand_in() {
  export STAND_INS="$BATS_TEST_DIRNAME/../stand_ins"
  python3 "$STAND_INS/invented.py" --count "${1:-60}" .
  export SEGUE_SUBSONIC_USER=ada SEGUE_SUBSONIC_PASSWORD=sesame
}

# serve ARG...: a server with these arguments; its URL in SEGUE_SUBSONIC_URL, its log in requests.log
serve() {
  stop_serving
  : >requests.log
  [ -n "${SERVER_PROGRAM:-}" ] || set -- --state state.json "$@"
  python3 "$STAND_INS/${SERVER_PROGRAM:-subsonic.py}" songs.json --log requests.log --fault-file faults "$@" >port &
  SERVER=$!
  for _ in $(seq 200); do
    [ ! -s port ] || break
    sleep 0.05
  done
  export SEGUE_SUBSONIC_URL="http://127.0.0.1:$(cat port)"
}

stop_serving() {
  [ -z "${SERVER:-}" ] || { kill "$SERVER"; wait "$SERVER" || true; }
  SERVER=
  rm -f port
}

teardown() { stop_serving 2>/dev/null; }

# The server was never told this.
never_logged() {
  if grep -e "$1" requests.log; then return 1; fi
}

# list.json of the songs numbered so
write_list() {
  jq --argjson numbers "[$1]" '{version: 1, seeds: [], songs: [$numbers[] as $i | .[$i] | {title, artists: [.artist], duration_ms: (.duration * 1000)}]}' \
    songs.json >list.json
}

@test "a library is read with its playlists and stars, and then only what is new" {
  setup_stand_in 1200
  serve
  expect_exit 0 import subsonic: --json
  jq -e '.servers[0] | .songs == 1200 and .songs_added == 1200 and .songs_starred == 60 and .playlists_added == 2' <<<"$output"
  [ "$(grep -c search3 requests.log)" = 4 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM song_ids WHERE scheme = 'subsonic'")" = 1200 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM song_ids WHERE scheme = 'isrc'")" = 1200 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM songs WHERE path IS NOT NULL")" = 0 ]
  : >requests.log
  expect_exit 0 import subsonic: --json
  jq -e '.servers[0] | .unchanged and .playlists_unchanged == 1' <<<"$output"
  [ "$(grep -c search3 requests.log)" = 0 ]
  serve --changed 1800000000000
  expect_exit 0 import "subsonic:$SEGUE_SUBSONIC_URL" --json
  never_logged sesame
}

@test "a server before OpenSubsonic is read album by album" {
  setup_stand_in 25
  serve --classic --version 1.13.0
  expect_exit 0 import subsonic:
  assert_output --partial "25 songs"
  [ "$(grep -c 'getAlbum?' requests.log)" = 3 ]
}

@test "a playlist is pushed, replaced on --update, and what is not there is listed" {
  setup_stand_in
  serve
  write_list 1,2,3
  jq '.songs += [{"title": "No Such Song", "artists": ["Nobody"]}]' list.json >l.json && mv l.json list.json
  expect_exit 0 push subsonic list.json --name Evening --public
  assert_output --partial "Evening made at Navidrome at 127.0.0.1"
  [[ $stderr == *"1 song is not there"*"No Such Song"* ]]
  jq -e --slurpfile songs songs.json '.Evening.public and .Evening.songs == [$songs[0][1,2,3].title]' state.json
  expect_exit 1 push subsonic list.json --name Evening
  [[ $stderr == *"--update"* ]]
  write_list 7,5
  expect_exit 0 push subsonic list.json --name Evening --update --json
  jq -e '.outcome == "replaced" and .playlist.songs == 2 and .missing == []' <<<"$output"
  jq -e '(.Evening.songs | length) == 2 and .Evening.public' state.json
  expect_exit 0 push subsonic list.json --dry-run --name Other
  jq -e 'has("Other") | not' state.json
  echo '{"songs": [{"title": "x", "artists": ["y"]}], "seeds": []}' | expect_exit 3 push subsonic - --name None
  jq -e 'has("None") | not' state.json
  never_logged sesame
}

@test "long lists go in one form, or in pieces where the server takes none" {
  setup_stand_in 400
  write_list "$(seq -s, 0 319)"
  serve
  expect_exit 0 push subsonic list.json --name Long
  jq -e '.Long.songs | length == 320' state.json
  [ "$(grep -c updatePlaylist requests.log)" = 1 ]
  serve --no-form-post
  expect_exit 0 push subsonic list.json --name Long
  jq -e --slurpfile songs songs.json '.Long.songs == [$songs[0][range(320)].title]' state.json
  [ "$(awk '{ if (length($2) > most) most = length($2) } END { print most < 4000 }' requests.log)" = 1 ]
}

@test "an answer that got lost makes no second playlist" {
  setup_stand_in
  write_list 1,2
  serve --lost createPlaylist
  expect_exit 0 push subsonic list.json --name Once
  [ "$(grep -c 'createPlaylist' requests.log)" = 2 ]
  expect_exit 0 import subsonic: --json
  jq -e '.servers[0].playlists_added == 3' <<<"$output"  # Once, Starred, Bob's
}

@test "wrong passwords, keys and servers are explained, and no secret is shown" {
  setup_stand_in
  serve
  write_list 1
  SEGUE_SUBSONIC_PASSWORD=topsecret expect_exit 4 push subsonic list.json
  [[ $stderr == *"does not accept the user 'ada'"* && $stderr != *topsecret* ]]
  SEGUE_SUBSONIC_API_KEY=wrong-key expect_exit 4 push subsonic list.json
  [[ $stderr == *"API key"* && $stderr != *wrong-key* ]]
  SEGUE_SUBSONIC_API_KEY=key-of-ada expect_exit 0 push subsonic list.json --name Key
  never_logged 'apiKey=key-of-ada.*&u='
  serve --no-tokens 41
  expect_exit 4 push subsonic list.json
  [[ $stderr == *"--send-password"* ]]
  expect_exit 0 push subsonic list.json --send-password
  never_logged sesame
  never_logged 736573616d65
  serve --xml
  expect_exit 4 import subsonic:
  [[ $stderr == *"in XML"* ]]
  SEGUE_SUBSONIC_URL=http://127.0.0.1:1 expect_exit 4 import subsonic:
  SEGUE_SUBSONIC_URL= expect_exit 2 import subsonic:
  [[ $stderr == *"SEGUE_SUBSONIC_URL"* ]]
  expect_exit 2 push subsonic
  expect_exit 2 push
  expect_exit 3 push subsonic --seed 'A,B' --catalog none.db
  expect_exit 1 push subsonic nosuch.json
  echo '{' >bad.jspf
  expect_exit 5 push subsonic bad.jspf
}

@test "a server that misbehaves costs no more than its error" {
  setup_stand_in 700
  for fault in truncated html garbage deep empty; do
    serve
    echo "search3=$fault*" >faults
    expect_exit 4 import subsonic:
  done
  echo 'search3=huge' >faults
  expect_exit 4 import subsonic:
  echo 'search3=cut,500,429:0' >faults
  expect_exit 0 import subsonic: --json
  jq -e '.servers[0].songs_added + .servers[0].songs_unchanged == 700' <<<"$output"
  rm faults
  serve --repeat --changed 1
  expect_exit 0 import subsonic: --json
  jq -e '.problems | length == 1' <<<"$output"
}

@test "kill -9 in the middle leaves a valid catalog, and the next run completes it" {
  setup_stand_in 2000
  serve
  echo 'songOffset=1500=slow:20' >faults
  "$SEGUE_BIN" import subsonic: >/dev/null 2>&1 &
  local pid=$!
  for _ in $(seq 400); do
    ! grep -q 'songOffset=1500' requests.log || break
    sleep 0.05
  done
  kill -9 "$pid"
  wait "$pid" || true
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM songs')" = 1500 ]
  rm faults
  expect_exit 0 import subsonic: --json
  jq -e '.servers[0] | .songs == 2000 and .songs_added == 500 and (.unchanged | not)' <<<"$output"
}

@test "playlist files are collected, and an exported list reads back" {
  make_catalog
  segue playlist --seed 'Song 3,Artist 3' --length 5 --output made.xspf
  segue playlist --seed 'Song 3,Artist 3' --length 5 --output made.jspf
  expect_exit 0 import made.xspf made.jspf
  assert_output --partial "6 were known"
  segue info --json | jq -e '.songs == 12 and .playlists == 3'
  printf '#EXTM3U\n#EXTINF:200,Ann - Gold\ngold.mp3\n#EXTINF:180,Artist 4 - Song 4\nnot/here.mp3\n' >mix.m3u8
  expect_exit 0 import mix.m3u8
  [ "$(sqlite3 "$CATALOG" "SELECT duration_ms FROM songs WHERE title = 'Gold'")" = 200000 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM playlist_songs JOIN playlists ON id = playlist_id WHERE name = 'mix'")" = 2 ]
  echo '<playlist' >bad.xspf
  expect_exit 5 import bad.xspf made.xspf
  [[ $stderr == *"bad.xspf: expected a playlist in XSPF"* ]]
  assert_output --partial "1 unchanged"
}

@test "a link to a ListenBrainz playlist is fetched and kept for a while" {
  setup_stand_in
  local link=https://listenbrainz.org/playlist/4245ccd3-4f0d-4276-95d6-2e09d87b5546
  SERVER_PROGRAM=listenbrainz.py serve
  export SEGUE_LISTENBRAINZ_URL="http://127.0.0.1:$(cat port)"
  expect_exit 0 import "$link"
  assert_output --partial "playlist 'Weekly Jams', 10 entries"
  [ "$(sqlite3 "$CATALOG" "SELECT key FROM playlists")" = listenbrainz:4245ccd3-4f0d-4276-95d6-2e09d87b5546 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM song_ids WHERE scheme = 'musicbrainz'")" = 10 ]
  expect_exit 0 import "$link/?x=1"
  assert_output --partial "1 unchanged"
  [ "$(wc -l <requests.log)" = 1 ]
  link=${link/4245/5245}
  expect_exit 3 import "$link"
  [[ $stderr == *LISTENBRAINZ_TOKEN* ]]
  LISTENBRAINZ_TOKEN="ada's token" expect_exit 0 import "$link"
  echo '/1/playlist=html*' >faults
  LISTENBRAINZ_TOKEN="other" expect_exit 4 import "$link"
  SEGUE_OFFLINE=yes expect_exit 4 import "${link/5245/6245}"
}

@test "words come from one's own server, and that it has none is not asked twice" {
  setup_stand_in 20
  serve
  expect_exit 0 import subsonic:
  expect_exit 0 fetch lyrics --from subsonic --json
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM lyrics')" = 12 ]
  [ "$(grep -c getLyricsBySongId requests.log)" = 20 ]
  expect_exit 0 fetch lyrics --from subsonic --json
  [ "$(grep -c getLyricsBySongId requests.log)" = 20 ]
  serve --classic
  SEGUE_HTTP_CACHE="$PWD/other" expect_exit 0 fetch lyrics --from subsonic
}
