#!/usr/bin/env python3
"""Invented songs for the stand-ins: writes SONGS.json, what services know, and SONGS.csv, what a user has.

Usage: invented.py [--count N] FOLDER

Song i is always the same. Every title, artist and line is made of the words below. What services lack is decided by
the number of the song:
  i % 10 == 3: ReccoBeats does not know it        i % 10 == 4: LRCLIB knows it under another album and length only
  i % 10 == 5: LRCLIB says it is instrumental     i % 10 == 6: LRCLIB does not have it, Genius does
  i % 10 == 7: nobody has its words               i % 10 == 8: LRCLIB has its words with times only
"""

import argparse
import csv
import json
import pathlib

ADJECTIVES = "amber brittle copper drowsy early frozen gentle hollow ivory jagged lunar mellow".split()
NOUNS = "lantern harbour meadow engine window orchard signal river ladder compass blanket kettle".split()
VERBS = "wanders hums folds glows drifts waits turns sinks climbs rests leans opens".split()
PLACES = "under the stairs|over the hill|by the mill|behind the shed|along the quay|across the field".split("|")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def spotify_id(number):
    """22 characters of base 62 that look like an id."""
    text, value = "", (number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128)
    for _ in range(22):
        text = ALPHABET[value % 62] + text
        value //= 62
    return text


def lines_of(number):
    lines = []
    for verse in range(4):
        for line in range(4):
            at = number * 7 + verse * 5 + line * 3
            lines.append(f"The {ADJECTIVES[at % 12]} {NOUNS[(at // 2 + verse) % 12]} {VERBS[(at // 3 + line) % 12]} "
                         f"{PLACES[at % 6]}")
        lines.append("")
    return lines[:-1]


def song(number):
    title = f"{ADJECTIVES[number % 12].title()} {NOUNS[number // 12 % 12].title()} {number + 1}"
    artist = f"The {NOUNS[(number * 5) % 12].title()} {VERBS[(number * 7) % 12].title()}"
    kind = number % 10
    lines = lines_of(number)
    share = (number * 37 % 1000) / 1000
    return {
        "title": title, "artist": artist, "album": f"Album {number // 10 + 1}", "duration": 150 + number * 7 % 200,
        "spotify": spotify_id(number), "isrc": f"XXTST{number:07d}",
        "features": None if kind == 3 else {
            "acousticness": share, "danceability": 1 - share, "energy": share / 2, "instrumentalness": 0.0,
            "key": number % 12, "liveness": 0.1, "loudness": -5.5 - number % 20, "mode": number % 2,
            "speechiness": 0.05, "tempo": 80.5 + number % 90, "valence": share * share},
        "plain": None if kind in (5, 6, 7, 8) else "\n".join(lines),
        "synced": None if kind in (5, 6, 7) else "\n".join(
            f"[{4 * at // 60:02d}:{4 * at % 60:02d}.50] {line}" for at, line in enumerate(lines)),
        "instrumental": kind == 5,
        "lrclib": kind not in (6, 7),
        "elsewhere": kind == 4,
        "genius": None if kind in (5, 7) else "\n".join(["[Verse 1]", *lines]),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=700)
    parser.add_argument("folder", type=pathlib.Path)
    options = parser.parse_args()
    songs = [song(number) for number in range(options.count)]
    (options.folder / "songs.json").write_text(json.dumps(songs, indent=1), encoding="utf-8")
    with open(options.folder / "songs.csv", "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["track_id", "track_name", "track_artist", "track_album_name", "isrc", "duration_ms"])
        for one in songs:
            table.writerow([one["spotify"], one["title"], one["artist"], one["album"], one["isrc"],
                            one["duration"] * 1000])


if __name__ == "__main__":
    main()
