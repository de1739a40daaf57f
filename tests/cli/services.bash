# Stand-ins for the services that tell numbers and words, over invented songs.
STAND_INS="$BATS_TEST_DIRNAME/../stand_ins"

# Nothing can be reached until it is started.
alone() {
  unset GENIUS_ACCESS_TOKEN SEGUE_GENIUS_ACCESS_TOKEN SEGUE_OFFLINE SEGUE_HTTP_CACHE http_proxy all_proxy ALL_PROXY
  unset SPOTIFY_CLIENT_ID SPOTIFY_CLIENT_SECRET
  export SEGUE_RECCOBEATS_URL=http://127.0.0.1:9 SEGUE_LRCLIB_URL=http://127.0.0.1:9
  export SEGUE_GENIUS_URL=http://127.0.0.1:9 SEGUE_GENIUS_PAGES_URL=http://127.0.0.1:9
  export SEGUE_SPOTIFY_API_URL=http://127.0.0.1:9 SEGUE_SPOTIFY_ACCOUNTS_URL=http://127.0.0.1:9
  export SEGUE_RECCOBEATS_SPACING=0 SEGUE_LRCLIB_SPACING=0 SEGUE_GENIUS_SPACING=0 SEGUE_SPOTIFY_SPACING=0
  export SEGUE_HTTP_BACKOFF=0.01 XDG_STATE_HOME="$HOME/state"
  PIDS=()
}

# A catalog of invented songs: use_songs COUNT
use_songs() {
  alone
  python3 "$STAND_INS/invented.py" --count "$1" .
  segue import songs.csv >/dev/null
}

# Starts stand-ins NAME [OPTION...]; its log is NAME.log, its rules may be put into NAME.faults.
start() {
  local name=$1
  shift
  rm -f "$name.port"
  local songs=(songs.json)
  [ "$name" != spotify ] || songs=()
  python3 "$STAND_INS/$name.py" "${songs[@]}" --log "$name.log" --fault-file "$name.faults" "$@" >"$name.port" 2>"$name.err" 3>&- &
  PIDS+=($!)
  for _ in $(seq 600); do
    [ ! -s "$name.port" ] || break
    sleep 0.05
  done
  local url
  url="http://127.0.0.1:$(cat "$name.port")"
  case $name in
    reccobeats) export SEGUE_RECCOBEATS_URL=$url/v1 ;;
    lrclib) export SEGUE_LRCLIB_URL=$url/api ;;
    spotify) export SEGUE_SPOTIFY_API_URL=$url/v1 SEGUE_SPOTIFY_ACCOUNTS_URL=$url ;;
    genius) export SEGUE_GENIUS_URL=$url/api SEGUE_GENIUS_PAGES_URL=$url ;;
  esac
  touch "$name.log"
}

teardown() {
  local pid
  for pid in "${PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
}

asked() { wc -l <"$1.log"; }
