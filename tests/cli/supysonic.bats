# segue against supysonic, a real Subsonic server (Debian's package), with songs that ffmpeg made.
load common.bash

start_supysonic() {
  mkdir -p music
  for i in $(seq 12); do
    ffmpeg -v error -f lavfi -i "sine=frequency=$((i * 100)):duration=2" -metadata "title=Tone $i" \
      -metadata "artist=Ann" -metadata "album=Tones $((i % 3))" "music/$i.mp3"
  done
  cat >"$HOME/.supysonic" <<TEXT
[base]
database_uri = sqlite:///$PWD/supysonic.db
[webapp]
cache_dir = $PWD/cache
mount_webui = no
[daemon]
socket = $PWD/daemon.sock
TEXT
  supysonic-cli user add ada -p sesame
  supysonic-cli folder add Music "$PWD/music"
  supysonic-cli folder scan Music >/dev/null 2>&1
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  supysonic-server -S waitress --host 127.0.0.1 --port "$port" >server.log 2>&1 &
  SERVER=$!
  export SEGUE_SUBSONIC_URL="http://127.0.0.1:$port" SEGUE_SUBSONIC_USER=ada SEGUE_SUBSONIC_PASSWORD=sesame
  for _ in $(seq 100); do
    ! ask ping >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  cat server.log
  return 1
}

teardown() { [ -z "${SERVER:-}" ] || { kill "$SERVER"; wait "$SERVER" 2>/dev/null || true; }; }

# What the server itself says: ask METHOD [NAME=VALUE]...
ask() {
  python3 - "$SEGUE_SUBSONIC_URL/rest/$1" "${@:2}" <<'PYTHON'
import sys, urllib.parse, urllib.request
pairs = [tuple(pair.split("=", 1)) for pair in sys.argv[2:]]
pairs += [("u", "ada"), ("p", "sesame"), ("v", "1.8.0"), ("c", "test"), ("f", "json")]
print(urllib.request.urlopen(sys.argv[1] + "?" + urllib.parse.urlencode(pairs)).read().decode())
PYTHON
}

# Titles of a playlist of the server, by its name.
titles() {
  local id
  id=$(ask getPlaylists | jq -r --arg name "$1" '."subsonic-response".playlists.playlist[] | select(.name == $name) | .id')
  ask getPlaylist "id=$id" | jq -c '[."subsonic-response".playlist.entry[].title]'
}

@test "a library is read, a playlist is pushed, changed and read back" {
  start_supysonic
  # It knows no tokens, and that is said.
  expect_exit 4 import subsonic:
  [[ $stderr == *"--send-password"* && $stderr != *sesame* ]]

  expect_exit 0 import subsonic: --send-password --json
  jq -e '.servers[0] | .songs == 12 and .songs_added == 12' <<<"$output"
  expect_exit 0 import subsonic: --send-password --json
  jq -e '.servers[0].unchanged' <<<"$output"

  jq -n '{seeds: [], songs: [("Tone 3", "Tone 11", "Tone 1", "No Tone") | {title: ., artists: ["Ann"]}]}' >list.json
  expect_exit 0 push subsonic list.json --send-password --name Few
  [[ $stderr == *"No Tone"* ]]
  [ "$(titles Few)" = '["Tone 3","Tone 11","Tone 1"]' ]
  expect_exit 1 push subsonic list.json --send-password --name Few
  jq -n '{seeds: [], songs: [range(12; 0; -1) | {title: "Tone \(.)", artists: ["Ann"]}]}' >all.json
  expect_exit 0 push subsonic all.json --send-password --name Few --update --public --json
  jq -e '.playlist.songs == 12 and .songs[0].found.by == "id"' <<<"$output"
  [ "$(titles Few | jq -r '.[0]')" = "Tone 12" ]
  ask getPlaylists | jq -e '."subsonic-response".playlists.playlist | length == 1 and .[0].public'

  # Without a catalog songs are found by name alone.
  expect_exit 0 push subsonic list.json --send-password --name Found --catalog none.db --json
  jq -e '.songs | map(.found.by) == ["name", "name", "name"]' <<<"$output"
  [ "$(titles Found)" = '["Tone 3","Tone 11","Tone 1"]' ]

  expect_exit 0 import subsonic: --send-password --json
  jq -e '.servers[0] | .unchanged and .playlists_added == 2' <<<"$output"
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM playlist_songs")" = 15 ]
}

@test "a wrong password is told apart from a server that is away" {
  start_supysonic
  SEGUE_SUBSONIC_PASSWORD=wrong expect_exit 4 import subsonic: --send-password
  [[ $stderr == *"does not accept the user 'ada'"* ]]
  kill "$SERVER"
  wait "$SERVER" 2>/dev/null || true
  SERVER=
  expect_exit 4 import subsonic: --send-password
  [[ $stderr != *"does not accept"* ]]
}
