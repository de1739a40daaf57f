#!/usr/bin/env python3
"""A stand-in for an OpenSubsonic server as Navidrome is one: tokens, API keys, paging, lyrics, playlists.

Its songs are those of invented.py, ten an album. Playlists live in memory; --state FILE keeps what they are, written
anew after every change, for tests to look at: {"NAME": {"songs": [titles], "public": bool, "comment": text}}.

    --classic          as servers before OpenSubsonic: no extensions, an empty query finds nothing, lists of one are
                       objects, createPlaylist answers nothing, ids are numbers
    --version V        of the protocol; a client of a newer one is refused with code 30
    --no-tokens CODE   tokens are refused with this code (41: LDAP)
    --repeat           every page is the first one
    --no-form-post     parameters in a body are not read
    --lost METHOD      the call is done and the connection breaks instead of an answer, once
"""

import hashlib
import json
import os
import pathlib
import urllib.parse

import stand_in
from stand_in import Answer

ADA = {"user": "ada", "password": "sesame", "key": "key-of-ada"}


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def numbers(version):
    return [int(part) for part in version.split(".")]


class Subsonic(stand_in.Service):
    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("songs")
        parser.add_argument("--state", type=pathlib.Path)
        parser.add_argument("--classic", action="store_true")
        parser.add_argument("--version", default="1.16.1")
        parser.add_argument("--no-tokens", type=int, default=0)
        parser.add_argument("--repeat", action="store_true")
        parser.add_argument("--no-form-post", action="store_true")
        parser.add_argument("--lost", action="append", default=[])
        parser.add_argument("--changed", default="1700000000000")
        parser.add_argument("--xml", action="store_true")

    def __init__(self, options):
        super().__init__(options)
        with open(options.songs, encoding="utf-8") as file:
            self.songs = json.load(file)
        self.playlists = {}
        self.next_playlist = 1
        if not options.classic:
            self.playlists["of-bob"] = {"name": "Bob's Mix", "owner": "bob", "songs": self.song_ids()[5:9],
                                        "public": True, "comment": ""}

    def song_ids(self):
        return [self.id_of(number) for number in range(len(self.songs))]

    def id_of(self, number):
        return str(1000 + number) if self.options.classic else hashlib.md5(f"song {number}".encode()).hexdigest()

    def child(self, number):
        song = self.songs[number]
        child = {"id": int(self.id_of(number)) if self.options.classic else self.id_of(number), "isDir": False,
                 "title": song["title"], "album": song["album"], "artist": song["artist"],
                 "duration": song["duration"], "track": number % 10 + 1, "year": 1990 + number % 30,
                 "path": f"{song['artist']}/{song['album']}/{song['title']}.flac", "type": "music"}
        if not self.options.classic:
            child["isrc"] = [song["isrc"]]
            child["artists"] = [{"id": "x", "name": song["artist"]}]
        if number % 20 == 1:
            child["starred"] = "2024-05-05T05:05:05.000Z"
        return child

    def number_of(self, song_id):
        ids = self.song_ids()
        if song_id not in ids:
            raise Failure(70, "Song not found")
        return ids.index(song_id)

    def parameters(self, request):
        parameters = dict(request.query)
        if request.method == "POST" and not self.options.no_form_post:
            body = urllib.parse.parse_qs(request.body.decode(), keep_blank_values=True)
            for name, values in body.items():
                parameters.setdefault(name, []).extend(values)
        return parameters

    def authorize(self, given):
        def one(name):
            return given.get(name, [""])[0]

        if "apiKey" in given:
            if "u" in given:
                raise Failure(43, "Multiple conflicting authentication mechanisms provided")
            if one("apiKey") != ADA["key"]:
                raise Failure(44, "Invalid API key")
        elif "t" in given:
            if self.options.no_tokens:
                raise Failure(self.options.no_tokens, "Token authentication not supported for LDAP users")
            token = hashlib.md5((ADA["password"] + one("s")).encode()).hexdigest()
            if one("u") != ADA["user"] or one("t") != token or len(one("s")) < 6:
                raise Failure(40, "Wrong username or password")
        elif "p" in given:
            password = one("p")
            if password.startswith("enc:"):
                password = bytes.fromhex(password[4:]).decode()
            if one("u") != ADA["user"] or password != ADA["password"]:
                raise Failure(40, "Wrong username or password")
        else:
            raise Failure(10, "Required parameter is missing")
        if numbers(one("v")) > numbers(self.options.version):
            raise Failure(30, "Incompatible Subsonic REST protocol version. Server must upgrade.")

    def envelope(self, status, **members):
        body = {"status": status, "version": self.options.version}
        if not self.options.classic:
            body.update(type="navidrome", serverVersion="0.53.3", openSubsonic=True)
        body.update(members)
        return {"subsonic-response": body}

    def reply(self, status, **members):
        if self.options.xml:
            return Answer(200, f'<?xml version="1.0" encoding="UTF-8"?>\n<subsonic-response status="{status}" '
                          'version="1.1.0" xmlns="http://subsonic.org/restapi"/>', "text/xml")
        return Answer(200, self.envelope(status, **members))

    def error(self, status):
        return self.envelope("failed", error={"code": 0, "message": "Something broke"})

    def listed(self, values):
        return values[0] if self.options.classic and len(values) == 1 else values

    def answer(self, request):
        if not request.path.startswith("/rest/"):
            return Answer(404, "<html>404 page not found</html>")
        method = request.path.removeprefix("/rest/").removesuffix(".view")
        given = self.parameters(request)
        try:
            if given.get("f", [""])[0] != "json":
                raise Failure(10, "this stand-in speaks JSON only")
            if method == "getOpenSubsonicExtensions" and not self.options.classic:
                names = ["songLyrics", "apiKeyAuthentication"] + ([] if self.options.no_form_post else ["formPost"])
                return self.reply("ok", openSubsonicExtensions=[{"name": name, "versions": [1]} for name in names])
            self.authorize(given)
            handler = getattr(self, "do_" + method, None)
            if handler is None:
                raise Failure(0, f"{method} is unknown")
            members = handler(given)
        except Failure as failure:
            return self.reply("failed", error={"code": failure.code, "message": str(failure)})
        if self.options.state:
            self.write_state()
        if method in self.options.lost:
            self.options.lost.remove(method)
            return Answer(200, b"", X_Lost="1")
        return self.reply("ok", **members)

    def write_state(self):
        state = {one["name"]: {"songs": [self.songs[self.number_of(song)]["title"] for song in one["songs"]],
                               "public": one["public"], "comment": one["comment"]}
                 for one in self.playlists.values()}
        temporary = self.options.state.with_suffix(".new")
        temporary.write_text(json.dumps(state), encoding="utf-8")
        os.replace(temporary, self.options.state)

    def page(self, values, offset, size):
        offset = 0 if self.options.repeat else int(offset)
        return values[offset:offset + min(int(size), 500)]

    def do_ping(self, given):
        return {}

    def do_getIndexes(self, given):
        return {"indexes": {"lastModified": int(self.options.changed), "ignoredArticles": "The"}}

    def do_search3(self, given):
        def one(name, default):
            return given.get(name, [default])[0]

        query = one("query", "").lower()
        words = query.split()
        found = [number for number, song in enumerate(self.songs)
                 if all(word in f"{song['title']} {song['artist']} {song['album']}".lower() for word in words)]
        if self.options.classic and not words:
            found = []
        found = self.page(found, one("songOffset", 0), one("songCount", 20))
        return {"searchResult3": {"song": self.listed([self.child(number) for number in found])} if found else {}}

    def do_getAlbumList2(self, given):
        albums = [{"id": f"al-{at}", "name": self.songs[at * 10]["album"], "songCount": 10}
                  for at in range(-(-len(self.songs) // 10))]
        albums = self.page(albums, given.get("offset", [0])[0], given.get("size", [10])[0])
        return {"albumList2": {"album": self.listed(albums)} if albums else {}}

    def do_getAlbum(self, given):
        at = int(given["id"][0].removeprefix("al-"))
        songs = [self.child(number) for number in range(at * 10, min(at * 10 + 10, len(self.songs)))]
        return {"album": {"id": given["id"][0], "name": "x", "song": self.listed(songs)}}

    def do_getSong(self, given):
        return {"song": self.child(self.number_of(given["id"][0]))}

    def do_getLyricsBySongId(self, given):
        song = self.songs[self.number_of(given["id"][0])]
        if song["plain"] is None:
            return {"lyricsList": {}}
        lines = [{"value": line} for line in song["plain"].split("\n")]
        return {"lyricsList": {"structuredLyrics": [{"lang": "eng", "synced": False, "line": lines}]}}

    def do_getLyrics(self, given):
        for song in self.songs:
            if song["artist"] == given["artist"][0] and song["title"] == given["title"][0] and song["plain"]:
                return {"lyrics": {"artist": song["artist"], "title": song["title"], "value": song["plain"]}}
        return {"lyrics": {}}

    def summary(self, playlist_id):
        playlist = self.playlists[playlist_id]
        return {"id": playlist_id, "name": playlist["name"], "owner": playlist["owner"],
                "songCount": len(playlist["songs"]), "public": playlist["public"]}

    def playlist(self, given, name="playlistId", own=True):
        playlist_id = given[name][0]
        if playlist_id not in self.playlists:
            raise Failure(70, "Playlist not found")
        if own and self.playlists[playlist_id]["owner"] != ADA["user"]:
            raise Failure(50, "not the owner")
        return playlist_id, self.playlists[playlist_id]

    def do_getPlaylists(self, given):
        return {"playlists": {"playlist": self.listed([self.summary(one) for one in self.playlists])}
                if self.playlists else {}}

    def do_getPlaylist(self, given):
        playlist_id, playlist = self.playlist(given, "id", own=False)
        entries = [self.child(self.number_of(song)) for song in playlist["songs"]]
        return {"playlist": {**self.summary(playlist_id), "entry": self.listed(entries)}}

    def do_createPlaylist(self, given):
        songs = given.get("songId", [])
        for song in songs:
            self.number_of(song)
        if "playlistId" in given:
            playlist_id, playlist = self.playlist(given)
            playlist["songs"] = list(songs)
        else:
            playlist_id = f"pl-{self.next_playlist}"
            self.next_playlist += 1
            self.playlists[playlist_id] = {"name": given["name"][0], "owner": ADA["user"], "songs": list(songs),
                                           "public": False, "comment": ""}
        return {} if self.options.classic else {"playlist": self.summary(playlist_id)}

    def do_updatePlaylist(self, given):
        _, playlist = self.playlist(given)
        for song in given.get("songIdToAdd", []):
            self.number_of(song)
        playlist["songs"] += given.get("songIdToAdd", [])
        playlist["comment"] = given.get("comment", [playlist["comment"]])[0]
        playlist["public"] = given.get("public", [str(playlist["public"]).lower()])[0] == "true"
        return {}


if __name__ == "__main__":
    stand_in.main(Subsonic, __doc__)
