#!/usr/bin/env python3
"""A stand-in for ListenBrainz: GET /1/playlist/MBID.

One public playlist of the first ten songs of invented.py (PUBLIC), one that only the token "ada's token" sees (PRIVATE).
"""

import json

import stand_in
from stand_in import Answer

PUBLIC = "4245ccd3-4f0d-4276-95d6-2e09d87b5546"
PRIVATE = "5245ccd3-4f0d-4276-95d6-2e09d87b5546"


class ListenBrainz(stand_in.Service):
    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("songs")

    def __init__(self, options):
        super().__init__(options)
        with open(options.songs, encoding="utf-8") as file:
            self.songs = json.load(file)

    def error(self, status):
        return {"code": status, "error": "No."}

    def track(self, number):
        song = self.songs[number]
        return {
            "title": song["title"], "creator": song["artist"], "album": song["album"],
            "duration": song["duration"] * 1000,
            "identifier": [f"https://musicbrainz.org/recording/{number:08x}-f819-4e43-ab0f-4bd26ce9ff56"],
            "extension": {"https://musicbrainz.org/doc/jspf#track": {
                "added_by": "ada", "additional_metadata": {"artists": [
                    {"artist_credit_name": song["artist"], "artist_mbid": None, "join_phrase": ""}]}}}}

    def answer(self, request):
        name = request.path.removeprefix("/1/playlist/")
        seen = name == PUBLIC or (name == PRIVATE and request.headers.get("Authorization") == "Token ada's token")
        if not seen:
            return Answer(404, self.error(404))
        return Answer(200, {"playlist": {
            "identifier": f"https://listenbrainz.org/playlist/{name}", "title": "Weekly Jams", "creator": "ada",
            "track": [self.track(number) for number in range(10)]}})


if __name__ == "__main__":
    stand_in.main(ListenBrainz, __doc__)
