#!/usr/bin/env bats
# The words of songs: segue embed, segue models, and what segue info says of them.
load common

# A model named "words" in a folder of models, an empty cache, and nothing of this machine's own.
use_models() {
  stand_alone
  unset HF_ENDPOINT HF_TOKEN HUGGING_FACE_HUB_TOKEN HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_OFFLINE XDG_CACHE_HOME
  export SEGUE_MODELS="$BATS_TEST_TMPDIR/models" HF_HOME="$BATS_TEST_TMPDIR/hf" HF_HUB_OFFLINE=1
  mkdir -p "$SEGUE_MODELS"
  cp -r "$DATA/tiny-bert" "$SEGUE_MODELS/words"
}

# The same model with other labels, so that it tells no sentiment, and no language.
make_mute() {
  cp -r "$DATA/tiny-bert" "$1"
  jq '.id2label = {"0": "sports", "1": "music", "2": "news"} | del(.language)' "$DATA/tiny-bert/config.json" >"$1/config.json"
}

# Twelve songs with numbers, four of them with words: two English, one Spanish, one without words in its text.
write_words() {
  write_songs
  cat >words.csv <<'CSV'
title,artist,lyrics
Song 1,Artist 1,"I love the sun in the morning
and the way that you look at me
I will never let you go again"
Song 2,Artist 2,"Rain is falling on my window
and nobody is calling my name
all the lights are going out tonight"
Song 3,Artist 3,"No puedo vivir sin tu amor
la noche es larga y triste
y mi corazón no sabe olvidar"
Song 4,Artist 4,[Instrumental]
CSV
  segue import songs.csv words.csv >/dev/null
}

# What was read, whatever the order of storing.
readings() {
  sqlite3 "$CATALOG" "SELECT fingerprint, r.song_id, digest, reader, tokens, negative, neutral, positive, hex(embedding) \
    FROM readings r JOIN text_models m ON m.id = model_id ORDER BY 1, 2"
}

# Many songs with words.
write_many() {
  awk -v songs="$1" 'BEGIN {
    srand(1); print "title,artist,energy,lyrics"
    for (i = 1; i <= songs; i++) {
      printf "Song %d,Artist %d,%.3f,\"", i, i, rand()
      for (line = 0; line < 40; line++) {
        for (word = 0; word < 6; word++) printf "%c%c%c ", 97 + int(26 * rand()), 97 + int(26 * rand()), 97 + int(26 * rand())
        print ""
      }
      print "\""
    }
  }' >many.csv
  segue import many.csv >/dev/null
}

@test "words are read once, and give embeddings, sentiment and languages" {
  use_models
  write_words
  expect_exit 0 embed
  assert_output --partial "embeddings and sentiment by 'words'"
  assert_output --partial "4 songs read"
  assert_output --partial "1 without words in the text"
  [ -z "$stderr" ]
  readings >first
  expect_exit 0 embed --json
  jq -e '.version == 1 and .songs_with_lyrics == 4 and (.passes | length) == 1' <<<"$output"
  jq -e '.passes[0] | .read == 0 and .read_before == 4 and .unread == [] and .language == "en"' <<<"$output"
  readings | cmp first -
  expect_exit 0 info
  assert_output --partial "English 2, Spanish 1"
  assert_output --partial "'words' is a model of English, and 1 of 4 lyrics is in other languages: Spanish 1"
  assert_output --partial "sentiment      mostly negative"
  expect_exit 0 info --json
  jq -e '.values.sentiment_positive.segue == 3 and .values.has_lyrics.file == 4' <<<"$output"
  jq -e '.words | .songs == 4 and .in_languages_the_model_was_not_made_for == 1 and .language_unknown == 1' <<<"$output"
  jq -e '.words.models | length == 1 and .[0].embeddings == 3 and .[0].dimension == 8 and .[0].embeddings_in_use' <<<"$output"
  jq -e '.words.sentiment | .negative + .neutral + .positive == 3' <<<"$output"
}

@test "the same readings for any number of threads" {
  use_models
  write_many 300
  segue embed --precision float32 --threads 1 >/dev/null
  readings >one
  [ "$(wc -l <one)" = 300 ]
  segue embed --precision float32 --threads 5 --redo >/dev/null
  readings | cmp one -
}

@test "new and changed words are read, and only they" {
  use_models
  write_words
  segue embed >/dev/null
  cat >more.csv <<'CSV'
title,artist,lyrics
Song 1,Artist 1,other words now
Song 5,Artist 5,new words
CSV
  segue import more.csv --update >/dev/null
  expect_exit 0 info
  assert_output --partial "'segue embed' reads the others"
  expect_exit 0 embed --json
  jq -e '.passes[0] | .read == 2 and .read_before == 3' <<<"$output"
}

@test "no words and no catalog are said" {
  use_models
  expect_exit 3 embed
  write_songs
  segue import songs.csv >/dev/null
  expect_exit 0 embed
  assert_output --partial "No song of the catalog has words"
  expect_exit 0 embed --json
  jq -e '.songs_with_lyrics == 0 and .passes == []' <<<"$output"
}

@test "sentiment may come from another model" {
  use_models
  write_words
  make_mute "$SEGUE_MODELS/mute"
  expect_exit 0 embed --model mute --json
  jq -e '.passes | length == 2 and .[0].model == "mute" and .[0].sentiment == false and .[0].language == null and
         .[1].model == "words" and .[1].embeddings == false' <<<"$output"
  segue info --json | jq -e '.words.models | map(select(.embeddings_in_use).name) == ["mute"]'
  rm -r "$SEGUE_MODELS/words"
  expect_exit 0 embed --model mute
  [[ $stderr == *"'mute' tells no sentiment"* ]]
  segue info --json | jq -e '.values.sentiment_positive == {}'
  expect_exit 2 embed --model mute --sentiment-model mute
  expect_exit 3 embed
  [[ $stderr == *"ships with segue"* ]]
}

@test "words of the command line that make no sense" {
  use_models
  write_words
  expect_exit 2 embed --precision float64
  expect_exit 3 embed --model nowhere
  [[ $stderr == *"segue models fetch nowhere"* ]]
  expect_exit 3 embed --model ./nowhere
  expect_exit 3 embed --models "$BATS_TEST_TMPDIR/none"
  head -c 900 "$DATA/tiny-bert/model.safetensors" >"$SEGUE_MODELS/words/model.safetensors"
  expect_exit 5 embed
  [[ $stderr == *"model.safetensors"* ]]
}

@test "kill -9 in the middle loses nothing that was stored" {
  use_models
  write_many 6000
  "$SEGUE_BIN" embed --threads 1 >/dev/null 2>&1 3>&- &
  local pid=$!
  for _ in $(seq 200); do
    [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM readings')" = 0 ] || break
    sleep 0.05
  done
  kill -9 "$pid"
  wait "$pid" || true
  [ "$(sqlite3 "$CATALOG" 'PRAGMA integrity_check')" = ok ]
  [ -z "$(sqlite3 "$CATALOG" 'PRAGMA foreign_key_check')" ]
  local before
  before=$(sqlite3 "$CATALOG" 'SELECT count(*) FROM readings')
  [ "$before" -ge 1 ]
  expect_exit 0 embed --json
  jq -e --argjson before "$before" '.passes[0] | .read == 6000 - $before and .read_before == $before' <<<"$output"
}

@test "Ctrl-C keeps what was read" {
  use_models
  write_many 6000
  "$SEGUE_BIN" embed --threads 1 >out 2>err 3>&- &
  local pid=$!
  for _ in $(seq 200); do
    [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM readings')" = 0 ] || break
    sleep 0.05
  done
  kill -INT "$pid"
  local code=0
  wait "$pid" || code=$?
  [ "$code" = 130 ]
  grep -q "what was read so far is kept" err
  [ "$(sqlite3 "$CATALOG" 'SELECT count(*) FROM readings')" -ge 1 ]
}

@test "models are listed and shown" {
  use_models
  expect_exit 0 models list
  assert_output --partial "words"
  assert_output --partial "default"
  expect_exit 0 models list --json
  jq -e '.version == 1 and (.models | length) == 1 and .models[0].default and .models[0].language == "en"' <<<"$output"
  expect_exit 0 models show
  assert_output --partial "1 of 8 numbers, 2 heads, 12 within"
  assert_output --partial "negative, neutral, positive"
  expect_exit 0 models show "$SEGUE_MODELS/words" --json
  jq -e '.layers == 1 and .hidden == 8 and .heads == 2 and .vocabulary == 66 and .sentiment and
         .labels == ["negative", "neutral", "positive"] and (.fingerprint | length) == 16' <<<"$output"
  expect_exit 3 models show nowhere
  expect_exit 2 models
  rm -r "$SEGUE_MODELS/words"
  expect_exit 0 models list
}

@test "the folder of models may stand in the config file" {
  use_models
  mkdir -p "$HOME/.config/segue"
  echo "models = $SEGUE_MODELS" >"$HOME/.config/segue/config"
  unset SEGUE_MODELS
  expect_exit 0 models list --json
  jq -e '.models[0].name == "words"' <<<"$output"
}

# A hub on loopback that has somebody/tiny: start_hub OPTION...
start_hub() {
  mkdir -p hub/somebody
  [ -d hub/somebody/tiny ] || cp -r "$DATA/tiny-bert" hub/somebody/tiny
  rm -f ports
  python3 "$BATS_TEST_DIRNAME/hub_server.py" "$@" hub >ports 2>hub.err 3>&- &
  HUB=$!
  for _ in $(seq 100); do
    [ "$(wc -l <ports)" -lt 2 ] || break
    sleep 0.05
  done
  HF_ENDPOINT="http://127.0.0.1:$(head -1 ports)"
  export HF_ENDPOINT HF_HUB_OFFLINE=0
}

stop_hub() {
  kill "$HUB"
  wait "$HUB" || true
}

@test "a model is fetched once and reads" {
  use_models
  write_words
  start_hub --log requests
  expect_exit 0 models fetch somebody/tiny --json
  jq -e '.model | .name == "somebody/tiny" and .from == "cache" and (.default | not)' <<<"$output"
  grep -q "GET .*model.safetensors" requests
  : >requests
  expect_exit 0 models fetch somebody/tiny
  [ "$(grep -c "^store GET" requests)" = 0 ]
  stop_hub
  # Without any hub it is found by its name.
  HF_HUB_OFFLINE=1 expect_exit 0 models list
  assert_output --partial "Hugging Face cache"
  HF_HUB_OFFLINE=1 expect_exit 0 embed --model somebody/tiny --json
  jq -e '.passes[0] | .model == "somebody/tiny" and .read == 4' <<<"$output"
}

@test "what goes wrong in fetching is said" {
  use_models
  expect_exit 4 models fetch somebody/tiny # offline
  [[ $stderr == *"HF_HUB_OFFLINE"* ]]
  start_hub --wrong-hash
  expect_exit 4 models fetch somebody/tiny
  expect_exit 4 models fetch somebody/nothing
  stop_hub
  expect_exit 0 models list --json
  jq -e '[.models[].name] == ["words"]' <<<"$output"
}
