#!/usr/bin/env bash
# Makes the files of tests/data/audio again: one second of a sine in every common format. Needs ffmpeg with libmp3lame,
# libvorbis and libopus; other versions of it give other bytes, which the tests allow.
set -euo pipefail
cd "$(dirname "$0")/audio"

make() {  # make NAME HERTZ RATE CHANNEL_LAYOUT ffmpeg's options...
  local name=$1 hertz=$2 rate=$3 layout=$4
  shift 4
  local expression="0.5*sin(2*PI*$hertz*t)"
  ffmpeg -v error -y -bitexact -f lavfi -i "aevalsrc=exprs=$expression:s=$rate:d=1" \
    -af "pan=$layout|$(channels "$layout")" -map_metadata -1 "$@" -bitexact "$name"
}
channels() {  # the sine in every channel of a layout
  case $1 in
    mono) echo "c0=c0" ;;
    stereo) echo "c0=c0|c1=c0" ;;
    5.1) echo "c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0" ;;
  esac
}

make sine_440.mp3 440 44100 stereo -c:a libmp3lame -b:a 64k
make sine_440.m4a 440 44100 stereo -c:a aac -b:a 64k
make sine_440.ogg 440 44100 stereo -c:a libvorbis -q:a 0
make sine_440.opus 440 48000 stereo -c:a libopus -b:a 48k
make sine_440.flac 440 44100 stereo -c:a flac -sample_fmt s16
make sine_440_24bit.flac 440 48000 mono -c:a flac -sample_fmt s32 -bits_per_raw_sample 24 -t 0.25
make sine_440_8khz.wav 440 8000 mono -c:a pcm_u8
make sine_440_surround.ogg 440 22050 5.1 -c:a libvorbis -q:a 0
make sine_440.mka 440 44100 mono -c:a libmp3lame -b:a 32k
make sine_440_alac.m4a 440 11025 mono -c:a alac
# A cover before the sound, and after it the old kind of tag.
ffmpeg -v error -y -bitexact -f lavfi -i "color=red:s=16x16:d=0.04" -frames:v 1 cover.png
ffmpeg -v error -y -bitexact -i sine_440.mp3 -i cover.png -map 0:a -map 1:v -c copy -metadata title=Sine \
  -write_id3v1 1 -disposition:v attached_pic -bitexact sine_440_cover.mp3
ffmpeg -v error -y -bitexact -i cover.png picture.jpg
mv picture.jpg picture_named.mp3
rm cover.png
ls -l
