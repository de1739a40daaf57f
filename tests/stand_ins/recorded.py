#!/usr/bin/env python3
"""Holds what the stand-ins say against answers that were recorded of the real services: no key that the real ones do
not have, no value of another type.

    python3 recorded.py FIXTURES     (the folder with spotify, lrclib, reccobeats, genius)

Prints a line for every answer compared; what differs is named by its path, and the exit code is 1.
"""

import argparse
import base64
import json
import pathlib
import re
import sys

import genius
import invented
import lrclib
import reccobeats
import spotify
from stand_in import Request

# What changed since the recordings were made, or stands only in the service's documentation.
NEWER = {
    "snapshot_id", "display_name", "is_local", "is_playable", "release_date", "release_date_precision", "total",
}


def kind(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return {str: "text", list: "list", dict: "object"}[type(value)]


def differences(ours, recorded, path="$"):
    """Ours beside all recorded values that may stand in its place."""
    kinds = {kind(one) for one in recorded} - {"null"}
    if ours is None or not kinds:
        return []
    if kind(ours) not in kinds:
        return [f"{path}: {kind(ours)}, and recorded was {' or '.join(sorted(kinds))}"]
    found = []
    if isinstance(ours, dict):
        objects = [one for one in recorded if isinstance(one, dict)]
        for name, value in ours.items():
            values = [one[name] for one in objects if name in one]
            if values:
                found += differences(value, values, f"{path}.{name}")
            elif name not in NEWER:
                found.append(f"{path}.{name}: no such key was recorded")
    elif isinstance(ours, list):
        elements = [element for one in recorded if isinstance(one, list) for element in one]
        for i, value in enumerate(ours):
            found += differences(value, elements, f"{path}[{i}]") if elements else []
    return found


class Options:
    """What a stand-in's command line would give it."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __getattr__(self, name):
        return None


def get(service, target, **headers):
    return json.loads(service.answer(Request("GET", target, headers, b"")).body)


def spotify_answers():
    service = spotify.Spotify(Options(app="old", expires=3600, refusal="No"))
    service.port = 1
    basic = base64.b64encode(f"{spotify.CLIENT}:{spotify.SECRET}".encode()).decode()

    def token(authorization):
        form = Request("POST", "/api/token", {"Authorization": authorization}, b"grant_type=client_credentials")
        return json.loads(service.answer(form).body)

    granted = token("Basic " + basic)
    bearer = {"Authorization": "Bearer " + granted["access_token"]}
    one, two = spotify.track_id(1), spotify.track_id(2)
    walks = spotify.full("Walks")
    return {
        "a token": (granted, ["application-authentication-token"]),
        "a wrong secret": (token("Basic eDp5"), ["auth-invalid-client"]),
        "a playlist": (get(service, "/v1/playlists/" + walks, **bearer),
                       ["playlist", "playlist_local_songs"]),
        "entries": (get(service, f"/v1/playlists/{walks}/tracks?limit=100", **bearer),
                    ["playlist_tracks", "playlist_items_episode"]),
        "a track": (get(service, "/v1/tracks/" + one, **bearer), ["track"]),
        "tracks": (get(service, f"/v1/tracks?ids={one},{two}", **bearer), ["tracks"]),
        "a search": (get(service, "/v1/search?type=track&q=amber", **bearer), ["search_track"]),
        "features": (get(service, f"/v1/audio-features?ids={one},{two}", **bearer), ["tracks_audio_features"]),
        "an analysis": (get(service, "/v1/audio-analysis/" + one, **bearer), ["track_audio_analysis"]),
    }


def lrclib_answers(songs):
    service = lrclib.Lrclib(Options(songs=songs))
    known = [song for song in json.loads(pathlib.Path(songs).read_text()) if song["lrclib"] and not song["elsewhere"]]
    instrumental = next(song for song in known if song["instrumental"])

    def ask(song, path="get"):
        return get(service, f"/api/{path}?track_name={song['title']}&artist_name={song['artist']}".replace(" ", "+"))

    return {
        "words": (ask(known[0]), ["track-with-both", "track-plain-only"]),
        "an instrumental": (ask(instrumental), ["track-instrumental"]),
        "none": (get(service, "/api/get?track_name=x&artist_name=y"), ["error-not-found"]),
        "a search": (ask(known[0], "search"), ["search-results"]),
    }


def genius_answers(songs):
    service = genius.Genius(Options(songs=songs, token="t", layout="now"))
    found = get(service, "/api/search?q=brittle+lantern+2", Authorization="Bearer t")
    hits = [hit["result"] for hit in found["response"]["hits"]]
    for hit in hits:  # told by the API's documentation, and not in these recordings
        hit.pop("artist_names", None)
        hit.pop("release_date_components", None)
    return {"songs found": (hits, ["song_info_mocked"])}


def reccobeats_answers(songs, folder):
    """The numbers stand in the contract, what names the song in a recording."""
    service = reccobeats.ReccoBeats(Options(songs=songs))
    known = next(song for song in json.loads(pathlib.Path(songs).read_text()) if song["features"])
    row = get(service, "/v1/audio-features?ids=" + known["spotify"])["content"][0]
    contract = (folder / "reccobeats-audio-features-api-openapi.yml").read_text(encoding="utf-8")
    schema = contract.split("    AudioFeatures:")[1].split("\n    Error")[0]
    example = {name: 0.5 if one == "number" else "x"
               for name, one in re.findall(r"\n        (\w+):\n          type: (\w+)", schema)}
    songs_told = json.loads((folder / "track-recommendation.json").read_text(encoding="utf-8"))["content"]
    row.pop("key")  # newer than both
    row.pop("mode")
    told = {name: value for name, value in row.items() if name in ("id", "href", "isrc")}
    numbers = {name: value for name, value in row.items() if name not in told}
    return {"what names a song": (told, songs_told), "numbers": (numbers, [example])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fixtures", type=pathlib.Path)
    options = parser.parse_args()
    songs = pathlib.Path("songs.json")
    songs.write_text(json.dumps([invented.song(number) for number in range(20)]), encoding="utf-8")
    answers = {"spotify": spotify_answers(), "lrclib": lrclib_answers(songs), "genius": genius_answers(songs),
               "reccobeats": reccobeats_answers(songs, options.fixtures / "reccobeats")}
    bad = 0
    for service, compared in answers.items():
        for what, (ours, recorded) in compared.items():
            if recorded and isinstance(recorded[0], str):
                recorded = [json.loads((options.fixtures / service / f"{name}.json").read_text(encoding="utf-8"))
                            for name in recorded]
            found = differences(ours, recorded)
            bad += len(found)
            print(f"{service}, {what}: {'as recorded' if not found else ''}")
            for line in found:
                print("  " + line)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
