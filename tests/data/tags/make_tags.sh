#!/bin/sh
# Makes the music files of this folder with ffmpeg: a fifth of a second of a quiet tone each, as other programs tag them.
# The tests write further tags into copies. Run it in this folder; the files are committed, so nobody needs to.
set -eu
tone='sine=frequency=440:sample_rate=8000:duration=0.2'
make() {  # make FILE option...
  file=$1
  shift
  ffmpeg -v error -y -bitexact -f lavfi -i "$tone" -ac 1 "$@" -fflags +bitexact -flags:a +bitexact "$file"
}
make plain.wav -c:a pcm_s16le
make plain.aiff -c:a pcm_s16be
make plain.flac -c:a flac
make plain.ogg -c:a libvorbis -q:a 0
make plain.opus -ar 48000 -c:a libopus -b:a 16k
make plain.m4a -c:a aac -b:a 16k
make plain.mp3 -c:a libmp3lame -b:a 16k -write_id3v2 0 -write_xing 0
make plain.wma -ar 22050 -c:a wmav2 -b:a 32k
make plain.mka -c:a libvorbis -q:a 0 -metadata title='In Matroska'
set -- -c:a libmp3lame -b:a 16k -write_xing 0
make id3v1.mp3 "$@" -write_id3v2 0 -write_id3v1 1 -metadata title='Old Song' -metadata artist='Old Band' \
  -metadata album='Old Album' -metadata date=1987
make id3v23.mp3 "$@" -id3v2_version 3 -metadata title='Grüße' -metadata artist='Ann / Bob' -metadata date=1999
make id3v24.mp3 "$@" -id3v2_version 4 -metadata title='Grüße' -metadata artist='AC/DC' -metadata album='Fünf' \
  -metadata date=2001-02-03
