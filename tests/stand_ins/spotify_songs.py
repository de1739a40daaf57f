#!/usr/bin/env python3
"""Songs for the other stand-ins that are the tracks of spotify.py, as invented.py writes its own: songs.json.

Every one has words, 19 lines (--lines: how many), and ReccoBeats knows them all.
"""

import argparse
import json

import invented
import spotify

FEATURES = ["acousticness", "danceability", "energy", "instrumentalness", "key", "liveness", "loudness", "mode",
            "speechiness", "tempo", "valence"]


def words(number, lines):
    told = []
    while len(told) < lines:
        told += invented.lines_of(number + 1000 * len(told))
    return "\n".join(told[:lines])


def song(number, lines):
    track, features = spotify.track(number), spotify.features(number)
    return {"title": track["name"], "artist": track["artists"][0]["name"], "album": track["album"]["name"],
            "duration": track["duration_ms"] / 1000, "spotify": track["id"], "isrc": "",
            "features": {name: features[name] for name in FEATURES},
            "plain": words(number, lines), "synced": None, "instrumental": False,
            "lrclib": True, "elsewhere": False, "genius": None}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--lines", type=int, default=19)
    options = parser.parse_args()
    with open(options.file, "w", encoding="utf-8") as file:
        json.dump([song(number, options.lines) for number in range(1, 1000)], file)
