# For every *.bats file: a home of its own, and `segue` as the program under test (SEGUE_BIN).
BATS_LIB_PATH="${BATS_LIB_PATH:-/usr/lib/bats}"
bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

setup() {
  : "${SEGUE_BIN:?the program under test}"
  unset SEGUE_CATALOG SEGUE_MODELS SEGUE_THREADS XDG_CONFIG_HOME XDG_CACHE_HOME
  unset SEGUE_SUBSONIC_URL SEGUE_SUBSONIC_USER SEGUE_SUBSONIC_PASSWORD SEGUE_SUBSONIC_API_KEY LISTENBRAINZ_TOKEN
  unset HF_ENDPOINT HF_HOME HF_TOKEN HUGGING_FACE_HUB_TOKEN HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_OFFLINE
  export HF_HUB_OFFLINE=1  # no test asks a service
  export HOME="$BATS_TEST_TMPDIR/home"
  export XDG_DATA_HOME="$HOME/data"
  mkdir -p "$HOME"
  cd "$BATS_TEST_TMPDIR" || return 1
  DATA="$BATS_TEST_DIRNAME/../data"
  CATALOG="$XDG_DATA_HOME/segue/catalog.db"
}

segue() { "$SEGUE_BIN" "$@"; }

# A program at work holds the catalog for a moment here and there: sqlite3 waits, where it would give no answer at once.
sqlite3() { command sqlite3 -cmd '.timeout 30000' "$@"; }

# From here on the program under test stands alone, without the models that ship beside it.
stand_alone() {
  mkdir -p "$BATS_TEST_TMPDIR/bin"
  cp "$SEGUE_BIN" "$BATS_TEST_TMPDIR/bin/segue"
  SEGUE_BIN="$BATS_TEST_TMPDIR/bin/segue"
}

# Runs segue and checks the exit code: expect_exit CODE ARG...
expect_exit() {
  local code=$1
  shift
  run --separate-stderr -"$code" "$SEGUE_BIN" "$@"
}

# Twelve songs whose neighbors are plain to see.
write_songs() {
  {
    echo "track_id,track_name,track_artist,track_popularity,track_album_name,track_album_release_date,playlist_name,playlist_id,danceability,energy,valence,tempo,duration_ms"
    for i in $(seq 1 12); do
      printf '%022d,Song %d,Artist %d,%d,Album %d,20%02d-01-01,Mix,mix,0.%02d,0.%02d,0.%02d,%d,%d\n' \
        "$i" "$i" "$i" "$((i * 5))" "$i" "$i" "$((i * 8))" "$((i * 7))" "$((i * 6))" "$((80 + i * 5))" "$((180000 + i))"
    done
  } >"${1:-songs.csv}"
}

# A trained catalog of these.
make_catalog() {
  write_songs
  segue import songs.csv >/dev/null
  segue train --epochs 20 >/dev/null
}

# tone FILE FREQUENCY SECONDS [LEVEL]: a mono WAV of one tone.
tone() {
  mkdir -p "$(dirname "$1")"
  python3 - "$@" <<'PYTHON'
import array, math, sys, wave
path, frequency, seconds = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
level = float(sys.argv[4]) if len(sys.argv) > 4 else 0.3
rate = 22050
samples = array.array("h", (int(32767 * level * math.sin(2 * math.pi * frequency * i / rate)) for i in range(int(seconds * rate))))
with wave.open(path, "wb") as out:
    out.setnchannels(1)
    out.setsampwidth(2)
    out.setframerate(rate)
    out.writeframes(samples.tobytes())
PYTHON
}

# Six songs of two artists.
write_music() {
  for i in 1 2 3; do
    tone "music/Ann - Low $i.wav" $((100 + i * 40)) $((6 + i))
    tone "music/Bob - High $i.wav" $((1000 + i * 400)) $((6 + i)) 0.1
  done
}

# 240 songs in 12 playlists; what stands in one playlist sounds alike.
write_lists() {
  awk 'BEGIN {
    print "track_name,track_artist,playlist_name,playlist_id,energy,valence,tempo,loudness"
    for (i = 0; i < 240; i++) {
      l = i % 12
      printf "Song %d,Artist %d,List %d,l%d,%.3f,%.3f,%.1f,%d\n", i, i, l, l, l / 12, 0.3 + l / 40, 80 + 4 * l, -20 + (i * 7919) % 17
    }
  }' >"${1:-lists.csv}"
}

# The real table, or the test is skipped.
real_table() {
  local data=${SEGUE_DATA:-$BATS_TEST_DIRNAME/../../../shared/data}
  TABLE="$data/playlists/spotify_songs.csv"
  LYRICS="$data/lyrics/lyrics.csv.zst"
  [ -f "$TABLE" ] || skip "the real table is not there (SEGUE_DATA)"
}
