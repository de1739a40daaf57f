#!/usr/bin/env bats
# Spotify: segue login and segue import of links, against a stand-in (tests/stand_ins/spotify.py).
load common

teardown() { stop_spotify; }

# Starts the stand-in, asked at $SPOTIFY: start_spotify ARG...
start_spotify() {
  stop_spotify
  # Not even its standard streams may keep bats waiting.
  python3 "$BATS_TEST_DIRNAME/../stand_ins/spotify.py" --log asked --askers askers --state state.json \
    --fault-file faults "$@" >port 2>server.err 3>&- &
  SERVER=$!
  for _ in $(seq 100); do
    [ -s port ] && break
    sleep 0.1
  done
  SPOTIFY="http://127.0.0.1:$(cat port)"
  export SEGUE_SPOTIFY_API_URL="$SPOTIFY/v1" SEGUE_SPOTIFY_ACCOUNTS_URL="$SPOTIFY"
  export SEGUE_SPOTIFY_SPACING=0 SEGUE_HTTP_BACKOFF=0.01 XDG_STATE_HOME="$HOME/state"
  : >faults
  : >>asked
}

stop_spotify() {
  if [ -n "${SERVER:-}" ]; then kill "$SERVER" 2>/dev/null || true; fi
  SERVER=
}

as_app() { export SPOTIFY_CLIENT_ID=invented-client SPOTIFY_CLIENT_SECRET=invented-secret; }

# Plays the browser until segue printed its address.
browse() {
  local url
  for _ in $(seq 100); do
    url=$(grep -o 'http[^ ]*authorize[^ ]*' said || true)
    [ -n "$url" ] && break
    sleep 0.1
  done
  curl -sL -A segue/browser "$url" >page
}

log_in() {
  export SPOTIFY_CLIENT_ID=invented-client
  "$SEGUE_BIN" login spotify --port 0 --no-browser >login.out 2>said 3>&- &
  local login=$!
  browse
  wait "$login"
}

link() { echo "https://open.spotify.com/playlist/$1$(printf '0%.0s' $(seq $((22 - ${#1}))))"; }

# How often the Web API was asked.
requests() { grep -c ' /v1/' asked || true; }

# list.json: what 'segue playlist --json' prints, of so many songs the stand-in knows by name.
write_made() {
  local i
  {
    echo '{"version": 1, "seeds": [], "songs": ['
    for i in $(seq "$1"); do
      [ "$i" -gt 1 ] && echo ,
      printf '{"title": "x", "artists": ["y"], "spotify_id": "T%021d"}' "$i"
    done
    echo ']}'
  } >list.json
}

@test "a user logs in, and the login is for nobody else's eyes" {
  start_spotify
  expect_exit 0 login
  assert_output --partial "nobody is logged in"
  log_in
  grep -q 'Thank you' page
  grep -q 'a user is logged in since' login.out
  [ "$(stat -c %a "$XDG_STATE_HOME/segue/spotify-login.json")" = 600 ]
  expect_exit 0 login --json
  jq -e '.version == 1 and .spotify.login.client_id == "invented-client" and .spotify.app == false' <<<"$output"
  refute_output --partial token-
  run cat said login.out
  refute_output --partial refresh-
  expect_exit 0 logout spotify
  [ ! -e "$XDG_STATE_HOME/segue/spotify-login.json" ]
  expect_exit 0 logout spotify
  assert_output --partial "Nobody was logged in"
}

@test "logins that fail say why and leave nothing" {
  start_spotify --deny
  export SPOTIFY_CLIENT_ID=invented-client
  "$SEGUE_BIN" login spotify --port 0 --no-browser >login.out 2>said 3>&- &
  local login=$! code=0
  browse
  wait "$login" || code=$?
  [ "$code" -eq 4 ]
  grep -q 'not allowed to let segue in' said
  start_spotify --wrong-state
  expect_exit 4 login spotify --port 0 --no-browser --patience 1
  assert_regex "$stderr" 'nobody came back'
  expect_exit 2 login spotify --port 70000
  unset SPOTIFY_CLIENT_ID
  expect_exit 2 login spotify
  assert_regex "$stderr" 'SPOTIFY_CLIENT_ID'
  [ ! -e "$XDG_STATE_HOME/segue/spotify-login.json" ]
}

@test "Ctrl-C ends a login at once" {
  start_spotify
  SPOTIFY_CLIENT_ID=invented-client "$SEGUE_BIN" login spotify --port 0 --no-browser 2>said 3>&- &
  local login=$! code=0
  for _ in $(seq 100); do
    grep -q authorize said && break
    sleep 0.1
  done
  kill -TERM "$login"
  wait "$login" || code=$?
  [ "$code" -eq 130 ]
}

@test "playlists of the user are imported, and cost one request when unchanged" {
  start_spotify
  log_in
  expect_exit 0 import "$(link Walks)?si=abc" "spotify:playlist:Short00000000000000000" --json
  jq -e '.spotify.playlists[0] | .name == "Walks" and .entries == 130 and .songs == 127 and .gone == 2 and
    .episodes == 1 and .local == 2 and .songs_added == 126 and .playlists_added == 1' <<<"$output"
  jq -e '.spotify.playlists[1] | .songs_added == 5' <<<"$output"
  [ "$(requests)" -eq 6 ]
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM playlist_songs')" -eq 131 ]
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM song_ids WHERE scheme = 'isrc'")" -eq 129 ]
  expect_exit 0 import "$(link Walks)"
  assert_output --partial "unchanged"
  [ "$(requests)" -eq 7 ]
  ! grep -r 'token-' "$HOME/.cache"
}

@test "an old app reads /tracks, songs by their links, and an empty playlist" {
  start_spotify --app old
  as_app
  expect_exit 0 import "$(link Others)" "$(link Nothing)" https://open.spotify.com/track/T000000000000000000500 \
    spotify:track:T000000000000000000501 spotify:track:0000000000000000000000
  assert_output --partial "60 added"
  assert_output --partial "empty, and not stored"
  assert_output --partial "2 added"
  assert_output --partial "absent     1 song"
}

@test "a new app by itself may not read entries, and is told the ways around" {
  start_spotify
  as_app
  expect_exit 4 import "$(link Others)" "$(link Nested)"
  assert_output --partial "'Nested' by Grace: 3 entries"
  assert_regex "$stderr" 'the app alone may not read this'
  assert_regex "$stderr" 'Exportify'
  expect_exit 3 import "$(link 37i9dQZF1DX)"
  assert_regex "$stderr" '27 November 2024'
}

@test "nobody at all: exit 4, and the ways that need no account" {
  start_spotify
  expect_exit 4 import "$(link Walks)"
  for way in 'segue login spotify' Exportify M3U8 Subsonic; do assert_regex "$stderr" "$way"; done
  [ "$(requests)" -eq 0 ]
}

@test "links to other things are wrong usage" {
  start_spotify
  as_app
  expect_exit 2 import https://open.spotify.com/album/T000000000000000000500
  assert_regex "$stderr" 'expected a playlist, found an album'
  expect_exit 2 import https://spotify.link/AbCdEf
  assert_regex "$stderr" 'short link'
  expect_exit 2 import https://open.spotify.com/playlist/tooshort
  [ "$(requests)" -eq 0 ]
}

@test "told to come back in a day, segue keeps what it has and asks for nothing twice" {
  start_spotify --app old
  as_app
  echo 'offset=100=429:86400' >faults
  expect_exit 4 import "$(link Walks)" "$(link Others)"
  assert_regex "$stderr" 'come back in 24 hours'
  assert_regex "$stderr" '1 more playlist was not asked for'
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM songs')" -gt 90 ]
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM playlists')" -eq 0 ]
  local before
  before=$(requests)
  expect_exit 0 import "$(link Walks)" "$(link Others)"
  # What was missing: the page that was refused, and the other playlist.
  [ "$(requests)" -eq $((before + 2)) ]
}

@test "killed half-way, an import goes on without a repeated request" {
  start_spotify --app old
  as_app
  echo 'Short=stall' >faults
  "$SEGUE_BIN" import "$(link Walks)" "$(link Short)" "$(link Others)" 2>/dev/null >/dev/null 3>&- &
  local import=$!
  for _ in $(seq 100); do
    grep -q Short asked && break
    sleep 0.1
  done
  kill -KILL "$import"
  wait "$import" || true
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  : >faults
  : >>asked
  expect_exit 0 import "$(link Walks)" "$(link Short)" "$(link Others)"
  [ "$(grep -c Walks asked)" -eq 2 ]  # itself, and the entries after the first hundred: once each
  [ "$(grep -c Short asked)" -eq 2 ]  # stalled, and answered
  [ "$(grep -c Others asked)" -eq 1 ]
  # The next import is a new one and looks anew.
  expect_exit 0 import "$(link Walks)"
  [ "$(grep -c Walks asked)" -eq 3 ]
}

@test "whatever the server does, nothing is lost and nothing leaks" {
  start_spotify --app old
  as_app
  expect_exit 0 import "$(link Others)"
  for fault in html truncated deep garbage empty loop 502html huge "away:http://localhost:${SPOTIFY##*:}/v1/stolen"; do
    echo "Walks=$fault*" >faults
    expect_exit 4 import "$(link Walks)"
    assert_regex "$stderr" 'Walks'
    refute_regex "$stderr" 'token-|invented-secret'
  done
  ! grep 'stolen' askers
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM songs')" -eq 60 ]
}

@test "a token that the server forgot is renewed once" {
  start_spotify --expires 3600
  log_in
  local file="$XDG_STATE_HOME/segue/spotify-login.json"
  local old
  old=$(jq -r .refresh_token "$file")
  jq '.access_token = "user-token-forgotten"' "$file" >changed
  cat changed >"$file"
  expect_exit 0 import "$(link Short)"
  [ "$(jq -r .refresh_token "$file")" != "$old" ]
  [ "$(stat -c %a "$file")" = 600 ]
  start_spotify --revoked
  expect_exit 4 import "$(link Short)"
  assert_regex "$stderr" "Log in again: 'segue login spotify'"
}

@test "each refusal has its advice" {
  start_spotify --app old --refusal "Active premium subscription required for the owner of the app."
  as_app
  echo 'Walks=403*' >faults
  expect_exit 4 import "$(link Walks)"
  assert_regex "$stderr" 'needs Spotify Premium'
  start_spotify --app old --refusal quota
  echo 'Walks=429:7200*' >faults
  expect_exit 4 import "$(link Walks)"
  assert_regex "$stderr" 'quota of the developer account'
  assert_regex "$stderr" 'in 2 hours'
}

@test "a playlist is pushed, filled in hundreds, and replaced with --update" {
  start_spotify
  write_made 230
  expect_exit 4 push spotify list.json --name Evening
  assert_regex "$stderr" 'nobody is logged in'
  log_in
  expect_exit 0 push spotify list.json --name Evening --dry-run
  [ ! -e state.json ]
  # Made, but the answer never came: it is found, not made again. The same for the second hundred.
  echo 'POST /v1/me/playlists=drop' >faults
  echo 'POST /v1/playlists/Made=500,drop' >>faults
  expect_exit 0 push spotify list.json --name Evening --private
  jq -e '[.[] | select(.name == "Evening")] | length == 1' state.json
  jq -e '.[] | select(.name == "Evening") | (.uris | length) == 230 and .public == false' state.json
  : >faults
  : >>asked
  expect_exit 1 push spotify list.json --name Evening
  write_made 120
  expect_exit 0 push spotify list.json --name Evening --update --json
  jq -e '.outcome == "replaced" and .playlist.songs == 120' <<<"$output"
  jq -e '.[] | select(.name == "Evening") | (.uris | length) == 120' state.json
}
