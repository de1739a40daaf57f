#!/usr/bin/env bats
# segue evaluate --text on invented tweets and lyrics.
load common

# 300 tweets whose first word says what they are, under the name of a collection: write_tweets NAME.
write_tweets() {
  mkdir -p words/tweets
  {
    echo "label,text"
    for i in $(seq 1 300); do
      if ((i % 2)); then echo "1,\"@you so glad, day $i\""; else echo "0,\"so sad, day $i\""; fi
    done
  } >"words/tweets/$1.csv"
}

write_moods() {
  mkdir -p words/lyrics
  {
    echo "artist,title,mood,lyrics"
    for i in $(seq 1 20); do
      if ((i % 2)); then echo "A,T$i,happy,\"glad day $i"; else echo "A,T$i,sad,\"sad night $i"; fi
      echo "and so it goes\""
    done
  } >words/lyrics/mood_labels.csv
}

@test "evaluate --text prints a table of tasks and methods" {
  stand_alone
  write_tweets kaggle_twitter_sentiment
  write_moods
  expect_exit 0 evaluate --text --data words --models "$HOME"
  assert_output --regexp 'kaggle-accuracy +tfidf-logreg +1\.0000'
  assert_output --regexp 'mood-auc +tfidf-logreg +1\.0000 +±0\.0000 +20'
  assert_output --partial "segue of mood-auc was left out"
  assert_output --partial "lyrics-p-at-10 was left out: there is no playlists/spotify_songs.csv.zst in words"
  [ ! -e "$CATALOG" ]
}

@test "evaluate --text --json is the same with any number of threads" {
  write_tweets kaggle_twitter_sentiment
  zstd -q --rm words/tweets/kaggle_twitter_sentiment.csv
  export SEGUE_DATA=words
  expect_exit 0 evaluate --text --task kaggle-accuracy --json --threads 1
  jq -e '.version == 1 and (.rows[] | select(.method == "tfidf-logreg")
         | .task == "kaggle-accuracy" and .value == 1 and .n > 10)' <<<"$output"
  first=$output
  expect_exit 0 evaluate --text --task kaggle-accuracy --json --threads 3
  assert_equal "$output" "$first"
}

@test "evaluate --text names what is wrong" {
  unset SEGUE_DATA
  expect_exit 2 evaluate --text
  [[ $stderr == *"SEGUE_DATA"* ]]
  expect_exit 2 evaluate --data words
  expect_exit 2 evaluate --text --recipe current --data words
  expect_exit 2 evaluate --text --data words --task kaggle
  [[ $stderr == *"kaggle-accuracy"* ]]
  expect_exit 2 evaluate --text --data words --precision float13
  expect_exit 3 evaluate --text --data nowhere
  [[ $stderr == *"no folder nowhere"* && $stderr == *"--data"* ]]
  mkdir empty
  expect_exit 3 evaluate --text --data empty
  [[ $stderr == *"nothing was measured"*"tweets/sentiment140"* ]]
  mkdir words
  expect_exit 3 evaluate --text --data words --task mood-auc
  [[ $stderr == *"lyrics/mood_labels"* ]]
  expect_exit 3 evaluate --text --data words --model "$PWD/no-model"
  mkdir -p words/tweets
  echo "tag,text" >words/tweets/kaggle_twitter_sentiment.csv
  expect_exit 5 evaluate --text --data words --task kaggle-accuracy
  [[ $stderr == *"label"* && $stderr == *"tag"* ]]
}
