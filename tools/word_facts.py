#!/usr/bin/env python3
"""What words of songs are like, as a small table of facts: what the words of made-up songs are drawn from.

Usage: tools/word_facts.py [LYRICS.csv.zst] > src/segue/evaluation/songs/word_facts.txt

The table (default $SEGUE_DATA/lyrics/lyrics.csv.zst) has one row per song. Nothing of a single song gets out: quantiles,
one share, and how often the most frequent words of all songs together are met. The same table gives the same bytes.
Needs the program zstd.

  levels         the quantiles that are told
  lines          of a song
  words_of_line  words of a line, of the songs whose lines were kept
  repeated       the share of lines that were met before in their song
  word           one of the most frequent words, and how often it is met
"""

import collections
import csv
import io
import os
import pathlib
import re
import subprocess
import sys

LEVELS = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]
WORDS = 110  # more than half of all that is sung, and none that a reader would stumble over
MOST_WORDS_OF_LINE = 20  # on average: where there are more, the song's lines were lost


def quantiles(values):
    ordered = sorted(values)
    return " ".join(str(ordered[round(level * (len(ordered) - 1))]) for level in LEVELS)


def main():
    default = pathlib.Path(os.environ.get("SEGUE_DATA", "../shared/data")) / "lyrics" / "lyrics.csv.zst"
    table = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    if not table.is_file():
        sys.exit(f"{table} is not there: name the table of lyrics, or set SEGUE_DATA")
    text = subprocess.run(["zstd", "-dcq", str(table)], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    csv.field_size_limit(1 << 24)
    lines_of_song, words_of_line = [], []
    repeated = 0
    met = collections.Counter()
    for row in csv.DictReader(io.StringIO(text, newline="")):
        lines = re.sub(r"\[[^\]]*\]", "", row["lyrics"]).lower().replace("\u2019", "'").splitlines()
        lines = [tuple(re.findall(r"[a-z]+(?:'[a-z]+)?", line)) for line in lines]
        lines = [line for line in lines if line]
        if not lines or sum(map(len, lines)) > MOST_WORDS_OF_LINE * len(lines):
            continue
        lines_of_song.append(len(lines))
        words_of_line += [len(line) for line in lines]
        repeated += len(lines) - len(set(lines))
        met.update(word for line in lines for word in line)
    print("# What words of songs are like: made by tools/word_facts.py, which says what each line is.")
    print("levels", *LEVELS)
    print("lines", quantiles(lines_of_song))
    print("words_of_line", quantiles(words_of_line))
    print("repeated", f"{repeated / sum(lines_of_song):.4g}")
    for word, count in sorted(met.items(), key=lambda of: (-of[1], of[0]))[:WORDS]:
        print("word", word, count)


if __name__ == "__main__":
    main()
