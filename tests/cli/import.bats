#!/usr/bin/env bats
# segue import: what it reads, refuses and says.
load common

@test "a table comes in, and again changes nothing" {
  write_songs
  expect_exit 0 import songs.csv
  assert_output --partial "12 added"
  assert_output --partial "playlists  1 added"
  sqlite3 "$CATALOG" .dump >first.sql
  expect_exit 0 import songs.csv
  assert_output --partial "12 rows told nothing new"
  sqlite3 "$CATALOG" .dump >second.sql
  cmp first.sql second.sql
}

@test "zstd-compressed, from standard input, and several at once" {
  write_songs
  zstd -q songs.csv -o songs.csv.zst
  segue import --catalog zst.db songs.csv.zst
  segue import --catalog stdin.db - <songs.csv
  segue import --catalog both.db songs.csv songs.csv.zst
  for catalog in zst stdin both; do
    [ "$(segue info --json --catalog $catalog.db | jq .songs)" = 12 ]
  done
}

@test "values out of range are refused one by one with file, row and column" {
  printf 'title,artist,danceability,tempo,release_date\nA,X,3,120,2001-01-01\nB,Y,0.5,-1,9999\n' >bad.csv
  expect_exit 0 import bad.csv
  assert_output --partial "2 added"
  assert_output --partial "3 values (their rows were kept)"
  [[ $stderr == *"bad.csv, row 2, danceability: expected a number from 0 to 1, found '3'"* ]]
  [[ $stderr == *"bad.csv, row 3, tempo:"*"found '-1'"* ]]
  [[ $stderr == *"bad.csv, row 3, release_date:"*"found '9999'"* ]]
}

@test "--problems says how many to list" {
  { echo "title,artist,energy"; for i in $(seq 1 50); do echo "T$i,A,7"; done; } >bad.csv
  expect_exit 0 import bad.csv
  [ "$(grep -c "row" <<<"$stderr")" -eq 20 ]
  [[ $stderr == *"and 30 more"* ]]
  expect_exit 0 import --problems all bad.csv
  [ "$(grep -c "row" <<<"$stderr")" -eq 50 ]
  expect_exit 0 import --problems 0 bad.csv
  [[ $stderr == *"and 50 more"* ]]
}

@test "--map names unusual columns, and unknown ones are usage errors" {
  printf 'Song name;By;Groove\nHey;Ada;0,5\n' >odd.csv
  expect_exit 5 import odd.csv
  [[ $stderr == *"odd.csv"* && $stderr == *"--map"* ]]
  expect_exit 0 import odd.csv --map 'Song name=title' --map By=artist --map Groove=danceability
  assert_output --partial "1 added"
  expect_exit 2 import odd.csv --map 'Song name=titel' --map By=artist
  expect_exit 2 import odd.csv --map 'Nothing=title' --map By=artist
  expect_exit 2 import odd.csv --map nonsense
}

@test "rows of lyrics find their songs, and add some only when asked" {
  write_songs
  segue import songs.csv
  printf 'artist,title,lyrics\nartist 3,SONG 3,"la\nla"\nNobody,Unheard,na\n' >lyrics.csv
  expect_exit 0 import lyrics.csv
  assert_output --partial "--add-songs"
  [ "$(segue info --json | jq '.songs, .songs_with_lyrics' | paste -sd' ')" = "12 1" ]
  expect_exit 0 import --add-songs lyrics.csv
  [ "$(segue info --json | jq '.songs, .songs_with_lyrics' | paste -sd' ')" = "13 2" ]
}

@test "an Exportify file is one playlist named by the file, in every dialect" {
  printf '\xef\xbb\xbfTrack URI,Track Name,Album Name,Artist Name(s),Release Date,Duration (ms),Popularity,Explicit,Explicit,Added By,Added At,Genres,Danceability\nspotify:track:0000000000000000000001,"One, Two",Alb,Ada;Bo,2020,1000,5,true,false,,2020-01-01T00:00:00Z,,0.5\n' >"my mix.csv"
  segue import "my mix.csv"
  run -0 sqlite3 "$CATALOG" "SELECT title, artists, explicit FROM songs; SELECT name FROM playlists;"
  assert_line 'One, Two|["Ada","Bo"]|1'
  assert_line 'my mix'
  printf 'Track-URI;Titelname;Interpret\n' >none.csv
  expect_exit 5 import none.csv
}

@test "files that are no tables are bad data, and the others are read all the same" {
  write_songs
  head -c 5000 /dev/urandom >noise.csv
  : >empty.csv
  printf 'a single column\n1\n2\n' >column.csv
  iconv -t UTF-16 songs.csv >utf16.csv
  for file in noise empty column utf16; do
    expect_exit 5 import $file.csv
    [[ $stderr == *"$file.csv"* ]]
  done
  expect_exit 5 import noise.csv songs.csv empty.csv
  assert_output --partial "12 added"
  expect_exit 1 import missing.csv
  [[ $stderr == *"missing.csv"* ]]
  expect_exit 3 import .
}

@test "a header without rows is a table of nothing" {
  head -1 <(write_songs /dev/stdout) >header.csv
  expect_exit 0 import header.csv
  assert_output --partial "0 rows"
}

@test "a stray quote, a NUL and a line of ten megabytes cost only their own rows" {
  write_songs
  {
    head -3 songs.csv
    echo '"stray,quote'
    printf 'nul\0here,Ada\n'
    head -c 10000000 /dev/zero | tr '\0' 'x'
    echo
    tail -n +4 songs.csv
  } >rough.csv
  expect_exit 0 import rough.csv
  assert_output --partial "12 added"
  [[ $stderr == *"row 4"* && $stderr == *"the row was left out"* ]]
}

@test "Latin-1 is read, and said" {
  printf 'title,artist,energy\nCaf\xe9,Bj\xf6rk,0.5\n' >latin.csv
  expect_exit 0 import latin.csv
  assert_output --partial "Windows-1252"
  [ "$(sqlite3 "$CATALOG" 'SELECT title FROM songs')" = "Café" ]
}

@test "--json tells the same" {
  write_songs
  printf 'T,X,9\n' | cat <(echo title,artist,energy) - >bad.csv
  run --separate-stderr -0 bash -c '"$SEGUE_BIN" import songs.csv bad.csv --json | jq -e "
    .version == 1 and .files[0].songs_added == 12 and .files[0].playlists_added == 1
    and .files[1].values_refused == 1 and .problems[0].column == \"energy\" and .problems[0].row == 2"'
}

@test "--update replaces what is known" {
  write_songs
  segue import songs.csv
  printf 'title,artist,energy\nSong 1,Artist 1,0.99\n' >new.csv
  segue import new.csv
  [ "$(sqlite3 "$CATALOG" 'SELECT energy FROM song_values WHERE song_id = 1')" = 0.07 ]
  segue import --update new.csv
  [ "$(sqlite3 "$CATALOG" 'SELECT energy FROM song_values WHERE song_id = 1')" = 0.99 ]
}
