#!/usr/bin/env bats
# segue survey: a page is made, rated in Chromium as a listener does, and scored.
load common

RECIPES=(--recipe Alderley --recipe Bassenthwaite --recipe Caldbeck)

# Twelve songs and three recipes.
three_recipes() {
  write_songs
  segue import songs.csv >/dev/null
  local name seed=0
  for name in Alderley Bassenthwaite Caldbeck; do
    segue train --epochs 5 --name "$name" --random-seed "$((++seed))" >/dev/null
  done
}

# rate NAME RATINGS: has NAME rate survey.html. RATINGS is jq that makes {CODE: 0 to 10, ...} of the key. Leaves the file
# that the page saved in saved/NAME.json and what the page looked like in NAME.seen.
rate() {
  mkdir -p saved "$1.downloads"
  jq --arg name "$1" "{\$name, ratings: ($2), comments: {(.lists[0].code): \"<b>from \(\$name)</b> & Änne\"}}" \
    survey.key.json >"$1.wanted"
  python3 "$BATS_TEST_DIRNAME/rate_page.py" survey.html "$1.downloads" "$1.wanted" >"$1.seen"
  mv "$1.downloads"/answers-*.json "saved/$1.json"
}

# Answers as the page saves them, without a browser: answers RATER RATINGS
answers() {
  jq --arg rater "$1" "{version: 1, survey, \$rater, name: \"\", saved: 1,
    answers: ($2 | to_entries | map({list: .key, rating: .value, comment: \"\"}))}" survey.key.json
}

# What rates the first recipe 9, the second 6, the third 3.
BY_RECIPE='[.lists[] | {(.code): (9 - .recipe * 3)}] | add'

@test "a listening test, from the page to the table" {
  three_recipes
  run -0 --separate-stderr segue survey create "${RECIPES[@]}" --seeds 2 --length 4
  assert_line --partial "survey.html: 6 lists, 4 songs each: 3 recipes with 2 seeds"
  assert_line --partial "survey.key.json: which recipe made which list"
  # Ann rates everything, Bob three lists: one more, one less, and one as Ann.
  rate Ann "$BY_RECIPE"
  rate Bob '{(.lists[0].code): 10, (.lists[1].code): 2, (.lists[2].code): 3}'
  jq -e '.lists == 6 and (.songs | all(. == 4)) and (.links | length) == 24 and .kept == 6
    and (.links | all(startswith("https://open.spotify.com/track/")))
    and (.wider_than_screen | not) and .least_button >= 40 and .asked_elsewhere == [] and .complaints == []
    and .kept_unasked == 0 and .name_in_other_tab == "Ann" and .name_when_back == "Back"
    and (.empty_said | test("nothing to save")) and .far == "6 of 6 rated" and (.said | test("Thank you"))
    and (.text | test("Alderley|Bassenthwaite|Caldbeck|gelu|\"recipe\"") | not)' Ann.seen
  jq -e '.kept == 3 and .far == "3 of 6 rated" and (.said | test("3 playlists are not rated yet"))' Bob.seen
  jq -e '.version == 1 and .name == "Ann" and (.answers | length) == 6
    and ([.answers[].comment] | contains(["<b>from Ann</b> & Änne"]))' saved/Ann.json

  # The key lies beside neither: it is looked for here.
  run -0 --separate-stderr segue survey score saved/Ann.json saved/Bob.json
  assert_line "2 listeners rated 6 lists: 9 ratings of 3 recipes with 2 seeds, 4 songs each."
  assert_line --regexp '^1 +Alderley +9\.33 +9\.00 to 10\.00 +3 +7\.49 +0\.[0-9]+ +- +1\.0000'
  assert_line --regexp '^2 +Bassenthwaite +4\.67 +2\.00 to 6\.00 +3 +6\.06'
  assert_line --regexp '^3 +Caldbeck +3\.00 +3\.00 to 3\.00 +3 +5\.87'
  assert_line --regexp '^  validation MSE: [+-][01]\.[0-9]{2}, of the ranks [+-][01]\.[0-9]{2} \(3 recipes\)'
  assert_line --partial "P@10: none; one of the two is the same for all recipes"
  assert_line --regexp '^  Bassenthwaite from .*: 2 to 6, mean 4\.00, deviation 2\.83'
  assert_line --partial "<b>from Bob</b> & Änne"
  [ -z "$stderr" ]
  segue survey score --key survey.key.json saved/*.json --json >score.json
  jq -e '.version == 1 and .raters == 2 and .ratings == 9 and ([.recipes[].published_rating] == [7.49, 6.06, 5.87])
    and (.recipes[0] | .recipe == "Alderley" and (.rating.mean - 28 / 3 | fabs) < 1e-9 and .rating.count == 3)
    and (.differences[0] | .recipe == "Alderley" and .against == "Bassenthwaite" and .count == 3)
    and ([.correlations[].with] == ["validation_loss", "words_validation_loss", "p_at_10"])
    and (.correlations[0].pearson | fabs) <= 1 and (.disputed | length) == 2 and .problems == []' score.json
}

@test "the same seed gives the same bytes, and the page does not tell" {
  three_recipes
  mkdir one two
  segue survey create "${RECIPES[@]}" --seed 'Song 3,Artist 3' --seed 'Song 9,Artist 9' --output one/survey.html
  segue --threads 1 survey create "${RECIPES[@]}" --seed 'Song 3' --seed 'Song 9' --output two/survey.html
  diff -r one two
  segue survey create "${RECIPES[@]}" --seed 'Song 3' --seed 'Song 9' --output other.html --random-seed 1 --json >other.json
  jq -e '.version == 1 and .lists == 6 and .recipes == ["Alderley", "Bassenthwaite", "Caldbeck"]
    and .page == "other.html" and .key == "other.key.json"' other.json
  run ! cmp -s one/survey.html other.html
  for word in Alderley Bassenthwaite Caldbeck "$(jq -r '.recipes[0].network' other.key.json)"; do
    run ! grep -F "$word" other.html one/survey.html
  done
}

@test "music beside the page plays in it" {
  write_music
  segue import music >/dev/null
  segue train --epochs 5 --name one >/dev/null
  segue train --epochs 5 --name two --random-seed 1 >/dev/null
  segue survey create --recipe one --recipe two --seed 'Low 1,Ann' --length 3
  grep -qF '"music/Ann%20-%20Low%202.wav"' survey.html
  rate Ann "$BY_RECIPE"
  # The seed, and three songs in each of two lists; the first player is the seed's, seven seconds long.
  jq -e '.players == 7 and .seconds_of_first_player > 6.9 and .seconds_of_first_player < 7.1
    and .asked_elsewhere == [] and .complaints == []' Ann.seen
}

@test "the best, the second and the third of a search" {
  write_songs
  segue import songs.csv
  expect_exit 3 survey create --from-search
  [[ $stderr == *"found 0"*"segue search tabular --preset report"* ]]
  segue search tabular --preset report --seeds 2 --epochs 4 --json >search.json
  run -0 --separate-stderr segue survey create --from-search --seeds 1 --length 3
  [[ $stderr == *"Training 'survey-1'"* ]]
  jq -c '[.networks | sort_by(.validation_loss.mean)[:3][]
    | "\(.layers | map(tostring) | join(",")) → \(.latent) \(.activations)"]' search.json >ranked
  [ "$(jq -c '[.recipes[].network]' survey.key.json)" = "$(cat ranked)" ]
  jq -e '[.recipes[].name] == ["survey-1", "survey-2", "survey-3"]' survey.key.json
  # Trained again, or named: the page is the same.
  segue survey create --from-search --seeds 1 --length 3 --output again.html
  segue survey create --recipe survey-1 --recipe survey-2 --recipe survey-3 --seeds 1 --length 3 --output named.html
  cmp survey.html again.html
  cmp survey.html named.html
}

@test "a key is not replaced by another survey's" {
  three_recipes
  segue survey create "${RECIPES[@]}" --seeds 2
  cp survey.key.json before
  expect_exit 1 survey create "${RECIPES[@]}" --seeds 3
  [[ $stderr == *"survey.key.json is the key of another survey"*"Choose another --output"* ]]
  cmp before survey.key.json
}

@test "bad files are named and left out, the others scored" {
  three_recipes
  segue survey create "${RECIPES[@]}" --seeds 2 --length 3
  answers 00000000000000aa "$BY_RECIPE" >good.json
  head -c 100 good.json >cut.json
  jq '.survey = "ffffffffffffffff"' good.json >other.json
  jq '.answers[0].rating = 11 | .answers[1].list = "QQQQQ" | .answers[3] = .answers[2] | .rater = "00000000000000bb"' \
    good.json >odd.json
  jq '.saved = 9 | .answers = [.answers[0]]' good.json >later.json
  run -0 --separate-stderr segue survey score good.json cut.json other.json missing.json odd.json --json
  jq -e '.raters == 2 and .ratings == 9 and .files_left_out == 3 and (.problems | length) == 3' <<<"$output"
  [[ $stderr == *"cut.json: expected answers to a survey, found no whole JSON document; the file was left out"* ]]
  [[ $stderr == *"other.json: answers survey ffffffffffffffff, the key is of survey "* ]]
  [[ $stderr == *"missing.json"* ]]
  [[ $stderr == *"answers[0].rating"*"a number from 0 to 10"* ]]
  # The same listener twice: what was saved last.
  run -0 --separate-stderr segue survey score later.json good.json
  assert_line --partial "1 listener rated 6 lists: 1 rating"
  [[ $stderr == *"good.json"*"each listener once; later.json was saved later"* ]]
}

@test "survey asks for what it needs" {
  expect_exit 2 survey
  expect_exit 2 survey create
  [[ $stderr == *"--recipe A --recipe B"*"--from-search"* ]]
  expect_exit 3 survey create --recipe a --recipe b
  three_recipes
  expect_exit 2 survey create --recipe Alderley
  [[ $stderr == *"expected 2 to 5 of them, found 1"* ]]
  expect_exit 2 survey create --recipe Alderley --recipe Alderley
  [[ $stderr == *"named twice"* ]]
  expect_exit 2 survey create --recipe Alderley --from-search
  expect_exit 3 survey create --recipe Alderley --recipe Nobody
  for words in "--seeds 0" "--seeds 51" "--seeds x" "--length 0" "--length 101" "--output page.txt"; do
    # shellcheck disable=SC2086  # two words
    expect_exit 2 survey create "${RECIPES[@]}" $words
    [ -n "$stderr" ]
  done
  expect_exit 3 survey create "${RECIPES[@]}" --seed 'No such song,Nobody'
  expect_exit 1 survey create "${RECIPES[@]}" --output no/such/folder/survey.html
  expect_exit 2 survey score
  expect_exit 5 survey score missing.json
  [[ $stderr == *"no file holds answers: there is nothing to score"* ]]
  segue survey create "${RECIPES[@]}" --seeds 1
  answers 00000000000000aa '{}' >empty.json
  expect_exit 5 survey score empty.json
  [[ $stderr == *"no file holds a rating"* ]]
  expect_exit 5 survey score empty.json --key songs.csv
  [[ $stderr == *"songs.csv: expected the key of a survey, found no whole JSON document"* ]]
  mkdir away
  mv survey.key.json away/
  expect_exit 3 survey score empty.json
  [[ $stderr == *"the key of survey "*"was not found"*"--key FILE.key.json"* ]]
  for words in survey "survey create" "survey score"; do
    # shellcheck disable=SC2086  # two words
    expect_exit 0 $words --help
    assert_output --partial "Examples:"
  done
}
