#!/usr/bin/env python3
"""A stand-in for Genius: the API below /api (GET /search) and its pages below /, over the songs of invented.py.

As the real one it finds something for every query: the right song stands behind a translation and a list of tracks, or
is not there at all. The API wants the token (--token), and pages must never see it. --layout: "now" has containers,
"old" is that of before 2020, "gone" has neither, "consent" is a wall, "challenge" is Cloudflare's 403.
"""

import html
import json
import re

import stand_in
from stand_in import Answer


def page_of(song, layout):
    title = html.escape(f"{song['artist']} – {song['title']} Lyrics | Genius Lyrics")
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
    lines = [html.escape(line, quote=True) for line in (song["genius"] or "").split("\n")]
    if layout == "gone":
        return head + "<div class=\"SomethingNew\"><p>all is different now</p></div></body></html>"
    if layout == "consent":
        return head + "<div id=\"consent\"><h1>Before you continue</h1><button>Accept all</button></div></body></html>"
    if layout == "old":
        return head + "<div class=\"lyrics\"><p>" + "<br>\n".join(lines) + "</p></div></body></html>"
    half = len(lines) // 2
    first, second = "<br/>".join(lines[:half]), "<br/>".join(lines[half:])
    return (head + "<div id=\"lyrics-root\"><div data-lyrics-container=\"true\" class=\"Lyrics__Container-abc\">"
            f"<div class=\"LyricsHeader__Container-xyz\" data-exclude-from-selection=\"true\">12 Contributors"
            f"<h2>{html.escape(song['title'])} Lyrics</h2></div>{first}</div>"
            "<div class=\"RecommendedSongs\">You might also like</div>"
            "<div data-lyrics-container=\"true\" class=\"Lyrics__Container-abc\">"
            f"<a href=\"/1\"><span>{second}</span></a><span data-exclude-from-selection=\"true\">Embed</span></div>"
            "</div></body></html>")


class Genius(stand_in.Service):
    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("songs")
        parser.add_argument("--token", default="invented-token")
        parser.add_argument("--layout", default="now", choices=["now", "old", "gone", "consent", "challenge"])

    def __init__(self, options):
        super().__init__(options)
        with open(options.songs, encoding="utf-8") as file:
            self.songs = [song for song in json.load(file) if song["genius"]]
        self.pages = {self.path_of(song): song for song in self.songs}

    @staticmethod
    def path_of(song):
        words = re.sub(r"[^a-z0-9]+", "-", f"{song['artist']} {song['title']}".lower()).strip("-")
        return f"/{words.capitalize()}-lyrics"

    def error(self, status):
        return {"meta": {"status": status, "message": "something is wrong"}}

    @staticmethod
    def hit(number, title, artist, path, state="complete"):
        return {"index": "song", "type": "song", "highlights": [], "result": {
            "id": number, "title": title, "title_with_featured": title, "full_title": f"{title} by {artist}",
            "artist_names": artist, "path": path, "url": "https://genius.com" + path, "api_path": f"/songs/{number}",
            "primary_artist": {"id": number, "name": artist}, "lyrics_state": state, "lyrics_owner_id": 1,
            "release_date_components": None}}

    def search(self, request):
        if request.headers.get("Authorization") != f"Bearer {self.options.token}":
            return Answer(401, {"meta": {"status": 401, "message": "This call requires an access_token."}})
        words = request.first("q").lower()
        hits = [self.hit(1, "New Music Friday", "Genius", "/Genius-new-music-friday-annotated")]
        for number, song in enumerate(self.songs, start=2):
            if song["title"].lower() in words:
                hits.append(self.hit(number + 10_000, f"{song['title']} (Traducción al Español)",
                                     "Genius Traducciones al Español", "/Translation-lyrics"))
                hits.append(self.hit(number, song["title"], song["artist"], self.path_of(song)))
        return Answer(200, {"meta": {"status": 200}, "response": {"hits": hits[:10]}})

    def answer(self, request):
        if request.path == "/api/search":
            return self.search(request)
        if "Authorization" in request.headers:
            return Answer(500, "a token where none belongs")
        if self.options.layout == "challenge":
            return Answer(403, "<title>Just a moment...</title>", cf_mitigated="challenge")
        song = self.pages.get(request.path)
        if song is None:
            return Answer(404, "<html><body>Oops! Page not found</body></html>")
        return Answer(200, page_of(song, self.options.layout))


if __name__ == "__main__":
    stand_in.main(Genius, __doc__)
