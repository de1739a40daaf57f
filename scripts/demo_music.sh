#!/usr/bin/env bash
# Fetches a few freely licensed music packages from Debian and unpacks their music, without installing anything.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/demo_music.sh FOLDER

Downloads (apt-get download, about 205 MB in all) game music that is free to share, and unpacks it into FOLDER:

  singularity-music          ambient
  hyperrogue-music           fantasy
  colobot-common-sounds      electronic and orchestral
  fretsonfire-songs-sectoid  metal

Nothing is installed. What is there already is not fetched again; a package that cannot be had is skipped with a word.
TEXT
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  "" | -*) usage >&2; exit 2 ;;
esac
mkdir -p "$1"
folder=$(realpath -- "$1")

# PACKAGE FOLDER-IN-IT: only music is taken, not the games' noises.
packages=(
  "singularity-music usr/share/games/singularity/music"
  "hyperrogue-music usr/share/hyperrogue/music"
  "colobot-common-sounds usr/share/games/colobot/music"
  "fretsonfire-songs-sectoid usr/share/games/fretsonfire/data/songs"
)

scratch=$(mktemp -d "$folder/.unpacking.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

fetch() {
  local package=$1 inside=$2
  (cd "$scratch" && apt-get --quiet=2 download "$package") >"$scratch/log" 2>&1 || return 1
  dpkg-deb --fsys-tarfile "$scratch/$package"_*.deb | tar --extract --directory="$scratch" "./$inside" || return 1
  rm -f "$scratch/$package"_*.deb
  mv "$scratch/$inside" "$folder/$package"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo "scripts/demo_music.sh: this is no Debian system; its music packages cannot be fetched." >&2
  exit 1
fi
updated=false
for entry in "${packages[@]}"; do
  read -r package inside <<<"$entry"
  [ ! -d "$folder/$package" ] || continue
  echo "Fetching $package ..."
  if ! fetch "$package" "$inside"; then
    # The package lists may be missing or old; root may renew them.
    if ! $updated && [ "$(id -u)" -eq 0 ]; then
      apt-get --quiet=2 update >/dev/null 2>&1 || true
      updated=true
      fetch "$package" "$inside" && continue
    fi
    echo "  it cannot be had here and is left out: $(tail -n 1 "$scratch/log")" >&2
  fi
done
