#!/usr/bin/env bash
# Makes models/similarity: learned from the training playlists of a table of playlists, and from nothing else.
#   tools/train_similarity.sh SEGUE TABLE.csv FOLDER
# A playlist is a training one by the rule of docs/evaluation.md: the SHA-1 of its id, first eight hex digits, modulo 10,
# is less than 6. Rows of other playlists are dropped before segue sees them.
set -euo pipefail
[ $# -eq 3 ] || { echo "usage: $0 SEGUE TABLE.csv FOLDER" >&2; exit 2; }
segue=$(realpath "$1")
table=$2
folder=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 - "$table" "$work/training.csv" <<'PY'
import csv, hashlib, sys

with open(sys.argv[1], newline="", encoding="utf-8") as source, open(sys.argv[2], "w", newline="", encoding="utf-8") as out:
    rows = csv.DictReader(source)
    writer = csv.DictWriter(out, rows.fieldnames)
    writer.writeheader()
    for row in rows:
        if int(hashlib.sha1(row["playlist_id"].encode()).hexdigest()[:8], 16) % 10 < 6:
            writer.writerow(row)
PY

export SEGUE_CATALOG="$work/catalog.db"
"$segue" import "$work/training.csv"
"$segue" train --similarity learned --lyrics-weight 0 --name similarity
"$segue" recipe export similarity --output "$work/recipe"
mkdir -p "$folder"
cp "$work/recipe/inputs.safetensors" "$work/recipe/similarity.safetensors" "$folder"
