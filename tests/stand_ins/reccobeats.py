#!/usr/bin/env python3
"""A stand-in for ReccoBeats: GET /v1/audio-features?ids=..., over the songs of invented.py.

As the real one it takes 1 to 40 ids, leaves out songs it does not know, answers in an order of its own, and says the
Spotify id only as the end of "href". It takes ISRCs too with --isrc.
"""

import json
import uuid

import stand_in
from stand_in import Answer


class ReccoBeats(stand_in.Service):
    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("songs")
        parser.add_argument("--isrc", action="store_true")

    def __init__(self, options):
        super().__init__(options)
        with open(options.songs, encoding="utf-8") as file:
            songs = [song for song in json.load(file) if song["features"]]
        self.songs = {song["spotify"]: song for song in songs}
        if options.isrc:
            self.songs |= {song["isrc"]: song for song in songs}

    def error(self, status):
        return {"timestamp": "2026-11-22T10:00:00Z", "error": "error", "path": "/v1/audio-features", "status": status}

    def answer(self, request):
        if request.method != "GET" or request.path != "/v1/audio-features":
            return Answer(404, self.error(404))
        ids = [one for value in request.query.get("ids", []) for one in value.split(",") if one]
        if not 1 <= len(ids) <= 40:
            return Answer(400, self.error(400) | {"error": "ids: size must be between 1 and 40"})
        known = {one: self.songs[one] for one in ids if one in self.songs}
        rows = []
        for one in sorted(known, reverse=True):
            song = known[one]
            rows.append({"id": str(uuid.uuid5(uuid.NAMESPACE_URL, song["spotify"])),
                         "href": "https://open.spotify.com/track/" + song["spotify"], "isrc": song["isrc"],
                         **song["features"]})
        return Answer(200, {"content": rows})


if __name__ == "__main__":
    stand_in.main(ReccoBeats, __doc__)
