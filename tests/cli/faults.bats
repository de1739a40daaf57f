#!/usr/bin/env bats
# Whatever a service answers: every fault the stand-ins know, at every service that is asked about songs.
load common
load services

FAULTS=('500*' 'html' 'truncated' 'cut*' 'drop*' 'empty' 'garbage' 'deep' 'loop*' 'huge')

# Runs segue, its exit code as is; the most memory it held, in MiB, stands in the file `peak`.
measured() {
  python3 -c '
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
open("peak", "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
sys.exit(code)' "$SEGUE_BIN" "$@" >out 2>err
}

@test "ReccoBeats: each fault costs its forty songs, and they are asked about again" {
  use_songs 840 # 21 requests
  start reccobeats
  local i
  for i in "${!FAULTS[@]}"; do
    echo "$(jq -r ".[$((40 + 80 * i))].spotify" songs.json)=${FAULTS[i]}" >>reccobeats.faults
  done
  measured fetch features --json
  jq -e '.sources[0] | .failed == 400 and .found == 396 and .missing == 44 and .given_up == null' out
  [ "$(cat peak)" -lt 700 ] # the gibibyte was not kept
  grep -q 'answers something that is no answer' out
  : >reccobeats.faults
  : >reccobeats.log
  expect_exit 0 fetch features --json
  jq -e '.sources[0] | .failed == 0 and .found == 360' <<<"$output"
  [ "$(asked reccobeats)" -le 12 ] # 400 songs, in the company of those that are not there
}

@test "Genius: each fault of a search or a page costs its song, and half a page is none" {
  use_songs 100
  start genius
  export GENIUS_ACCESS_TOKEN=invented-token
  python3 - "$STAND_INS" "${FAULTS[@]}" >genius.faults <<'PY'
import json, sys
sys.path.insert(0, sys.argv[1])
import genius
songs = [song for song in json.load(open("songs.json")) if song["genius"]]
for i, kind in enumerate(sys.argv[2:]):
    print(f"q={songs[4 * i]['title']} {songs[4 * i]['artist']}={kind}")
    print(f"{genius.Genius.path_of(songs[4 * i + 2])}={kind}")
PY
  measured fetch lyrics --genius --from genius --json
  jq -e '.sources[0] | .failed == 20 and .found == 60 and .missing == 20 and .given_up == null' out
  [ "$(cat peak)" -lt 700 ]
  grep -q 'breaks off before its end' out
  ! grep -q invented-token out err
  : >genius.faults
  expect_exit 0 fetch lyrics --genius --from genius --json
  jq -e '.sources[0] | .failed == 0 and .found == 20' <<<"$output"
}

@test "LRCLIB: a gibibyte does not stay in memory, and what trickles in is waited for" {
  use_songs 6
  start lrclib --fault 'Brittle Lantern 2&=huge' --fault 'Cobalt Lantern 3&=slow:1'
  measured fetch lyrics --json
  jq -e '.sources[0] | .failed == 1 and .found == 4 and .instrumental == 1' out
  [ "$(cat peak)" -lt 700 ]
}

# A Spotify whose app may still ask for numbers.
listen_spotify() {
  alone
  start spotify --app old
  export SPOTIFY_CLIENT_ID=invented-client SPOTIFY_CLIENT_SECRET=invented-secret
}

@test "Spotify: no fault of features or of an analysis costs what others know" {
  python3 "$STAND_INS/spotify_songs.py" songs.json
  listen_spotify
  start reccobeats
  printf 'track_id,track_name,track_artist\n' >songs.csv
  jq -r '.[:30][] | [.spotify, .title, .artist] | @csv' songs.json >>songs.csv
  local fault
  for fault in "${FAULTS[@]}" '502html*' '429:86400*' '401*' '403*'; do
    rm -f "$CATALOG"*
    rm -rf "$HOME/.cache"
    segue import songs.csv >/dev/null
    echo "/audio-features=$fault" >spotify.faults
    # Each in its way: a strange answer is one failure, a refusal ends Spotify for this run. ReccoBeats is asked then.
    "$SEGUE_BIN" fetch features --json >out 2>err || [ "$?" = 4 ]
    jq -e '(.sources[0].found == 0) and .sources[1].found == 30 and .lack_features.after == 0' out || { echo "$fault"; cat out err; return 1; }
    ! grep -E 'token-|invented-secret' out err
  done
  for fault in "${FAULTS[@]}" 'slow:1'; do
    rm -f "$CATALOG"*
    rm -rf "$HOME/.cache"
    segue import songs.csv >/dev/null
    echo "/audio-analysis/T000000000000000000002=$fault" >spotify.faults
    measured fetch features --json
    jq -e '.sources[0].found == 27 and .sources[1].found == 3 and .lack_features.after == 0' out || { echo "$fault"; cat out err; return 1; }
    [ "$(cat peak)" -lt 700 ]
  done
  # What trickles in is waited for.
  [ "$(sqlite3 "$CATALOG" "SELECT count(*) FROM song_values WHERE source = 'spotify' AND num_samples > 0")" = 27 ]
}
