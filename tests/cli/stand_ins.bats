#!/usr/bin/env bats
# The stand-ins beside what was recorded of the services they stand for.
load common

STAND_INS="$BATS_TEST_DIRNAME/../stand_ins"

recordings() {
  FIXTURES="${SEGUE_DATA:-$BATS_TEST_DIRNAME/../../../shared/data}/fixtures"
  [ -d "$FIXTURES/spotify" ] || skip "the recordings are not there (SEGUE_DATA)"
}

@test "no stand-in says what the real service would not" {
  recordings
  run -0 python3 "$STAND_INS/recorded.py" "$FIXTURES"
  [ "$(grep -c 'as recorded' <<<"$output")" = 16 ]
}

@test "a stand-in that says something else is found out" {
  recordings
  cp -r "$STAND_INS" stand_ins
  sed -i 's/"duration_ms": 180000 + number \* 137,$/"duration_ms": "3:00", "length": 180,/' stand_ins/spotify.py
  sed -i 's/"isrc": song\["isrc"\]/"isrc": 5/' stand_ins/reccobeats.py
  run -1 python3 stand_ins/recorded.py "$FIXTURES"
  assert_line --partial '$.duration_ms: text, and recorded was number'
  assert_line --partial '$.length: no such key was recorded'
  assert_line --partial '$.isrc: number, and recorded was text'
}
