#!/usr/bin/env python3
"""A stand-in for LRCLIB: GET /api/get and /api/search, over the songs of invented.py.

As the real one it matches title, artist and album in a normal form (lower case, no accents, no apostrophes, other
punctuation as spaces) and the duration within two seconds. --decoys puts other artists' songs of the same title before
the right one in what /search finds.
"""

import json
import re
import unicodedata

import stand_in
from stand_in import Answer


def normal(text):
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if unicodedata.category(c) != "Mn")
    return " ".join(re.sub(r"[^\w ]", " ", re.sub(r"['’]", "", text)).split())


class Lrclib(stand_in.Service):
    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("songs")
        parser.add_argument("--decoys", action="store_true")

    def __init__(self, options):
        super().__init__(options)
        self.tracks = []
        with open(options.songs, encoding="utf-8") as file:
            songs = json.load(file)
        for number, song in enumerate(songs, start=1):
            if song["lrclib"]:
                self.tracks.append({
                    "id": number, "name": song["title"], "trackName": song["title"], "artistName": song["artist"],
                    "albumName": "Another Album" if song["elsewhere"] else song["album"],
                    "duration": song["duration"] + (4.0 if song["elsewhere"] else 0.5),
                    "instrumental": song["instrumental"], "plainLyrics": song["plain"], "syncedLyrics": song["synced"]})

    def error(self, status):
        name = {404: "TrackNotFound", 400: "ValidationError"}.get(status, "UnknownError")
        return {"statusCode": status, "name": name, "message": "Failed to find specified track"}

    def matching(self, request):
        title, artist = normal(request.first("track_name")), normal(request.first("artist_name"))
        return [track for track in self.tracks
                if normal(track["trackName"]) == title and (not artist or normal(track["artistName"]) == artist)]

    def answer(self, request):
        if request.method == "GET" and request.path == "/api/get":
            if not request.first("track_name") or not request.first("artist_name"):
                return Answer(400, self.error(400))
            for track in self.matching(request):
                album, duration = request.first("album_name"), request.first("duration")
                if album and normal(album) != normal(track["albumName"]):
                    continue
                if duration and abs(float(duration) - track["duration"]) > 2:
                    continue
                return Answer(200, track)
            return Answer(404, self.error(404))
        if request.method == "GET" and request.path == "/api/search":
            if not request.first("track_name") and not request.first("q"):
                return Answer(400, self.error(400))
            found = self.matching(request)
            if self.options.decoys and found:
                decoy = dict(found[0], id=0, artistName="The Wrong Ones", plainLyrics="these are not the words")
                found = [decoy, dict(decoy, artistName=found[0]["artistName"], trackName="Another Song"), *found]
            return Answer(200, found[:20])
        return Answer(404, self.error(404))


if __name__ == "__main__":
    stand_in.main(Lrclib, __doc__)
