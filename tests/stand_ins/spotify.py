#!/usr/bin/env python3
"""A small Spotify for tests: the accounts service (/authorize, /api/token) and the Web API (/v1) at one port, all songs
invented.

  --askers FILE   one line per request: "METHOD PATH?QUERY WHO", WHO being app, user, basic, bad or -
  --state FILE    after every write: the user's playlists as JSON
  --app new|old   what the app may do (default new): a new one reads entries of the user's own playlists at /items, gets
                  no features, no several tracks at once and at most 10 hits; an old one has /tracks and all of that
  --refusal TEXT  what errors of faults say: a message, or "bare", "empty", "quota"
  --deny          the authorize page sends back access_denied; --wrong-state: another state
  --no-rotation   a renewed login keeps its refresh token; --revoked: no login can be renewed
  --expires N     seconds a token is good for (default 3600)

Playlists (ids filled up to 22 with zeros): "Walks" of 130 entries, among them 2 unavailable ones, an episode, 2 local
files and a song that stands there twice, owned by "ada", who is the user; "Short" of 5, hers too; "Others" of 60 of
somebody else; "Hundreds" of 700, hers; "Nothing", empty; "Nested" of 3 that come with the playlist only. A track's id is "T" and its number in 21
digits, 1 to 999; it has an ISRC "ZZSEG26" and the number in five digits.
"""

import base64
import hashlib
import json
import re
import secrets
import time
import urllib.parse

from stand_in import Answer, Service, main

CLIENT, SECRET = "invented-client", "invented-secret"
USER = "ada"


def full(name):
    return (name + "0" * 22)[:22]


def track_id(number):
    return f"T{number:021d}"


def track(number, market=None):
    words = ["Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Harbor"]
    title = f"{words[number % 8]} {words[number // 8 % 8]} No {number}"
    artist = f"The {words[number // 5 % 8]} Quartet"
    item = {
        "id": track_id(number), "name": title, "type": "track", "uri": "spotify:track:" + track_id(number),
        "href": "https://api.example/v1/tracks/" + track_id(number), "duration_ms": 180000 + number * 137,
        "explicit": number % 7 == 0, "disc_number": 1, "track_number": 1 + number % 12, "is_local": False,
        "artists": [{"id": full(f"A{number // 5 % 8}"), "name": artist, "type": "artist"}],
        "album": {"id": full(f"B{number // 5}"), "name": f"Album {number // 5}", "album_type": "album", "images": [],
                  "release_date": f"{1970 + number % 50}-0{1 + number % 9}-11", "release_date_precision": "day"},
        "external_ids": {"isrc": f"ZZSEG26{number:05d}"},
    }
    if market:
        item["is_playable"] = True
    return item


def local(seconds):
    return {"id": None, "name": f"Demo {seconds}", "type": "track", "uri": f"spotify:local:Ada:Shed:Demo+{seconds}:{seconds}",
            "duration_ms": seconds * 1000, "is_local": True, "artists": [{"name": "Ada", "id": None}],
            "album": {"name": "Shed", "images": []}, "external_ids": {}}


def episode():
    return {"id": full("E1"), "name": "A talk", "type": "episode", "uri": "spotify:episode:" + full("E1"),
            "duration_ms": 3600000, "show": {"name": "Talks"}}


def features(number):
    part = (number % 100) / 100
    return {"id": track_id(number), "uri": "spotify:track:" + track_id(number), "type": "audio_features",
            "track_href": "", "analysis_url": "", "duration_ms": 180000 + number * 137, "danceability": part,
            "energy": 1 - part, "key": number % 12, "loudness": -5 - part * 20, "mode": number % 2, "speechiness": part / 4,
            "acousticness": part / 2, "instrumentalness": part / 3, "liveness": part / 5, "valence": (part * 7) % 1,
            "tempo": 80 + number % 90, "time_signature": 4}


def analysis(number):
    seconds = 180 + number * 0.137
    return {"meta": {"status_code": 0, "detailed_status": "OK"},
            "track": {"num_samples": int(seconds * 22050), "duration": seconds, "analysis_sample_rate": 22050,
                      "analysis_channels": 1, "end_of_fade_in": 0.3, "start_of_fade_out": seconds - 8,
                      "loudness": -9.5, "tempo": 100.0, "tempo_confidence": 0.5, "time_signature": 4,
                      "time_signature_confidence": 0.9, "key": 2, "key_confidence": 0.4, "mode": 1,
                      "mode_confidence": 0.6},
            "bars": [{"start": 0.1, "duration": 2.0, "confidence": 0.5}], "beats": [], "tatums": [], "sections": [],
            "segments": [{"start": 0, "duration": 1, "pitches": [0.5] * 12, "timbre": [1.0] * 12}]}


class Playlist:
    def __init__(self, name, owner, entries, **more):
        self.id, self.name, self.owner, self.entries = full(name), name, owner, entries
        self.public = more.get("public", False)
        self.description = more.get("description", "")
        self.nested = more.get("nested", False)
        self.changes = 0

    @property
    def snapshot(self):
        return base64.b64encode(f"{self.changes},{self.id}".encode()).decode()


def invented():
    walks = [track(number) for number in range(1, 125)]
    walks.insert(3, None)
    walks.insert(60, None)
    walks.insert(10, episode())
    walks.insert(20, local(65))
    walks.insert(70, local(125))
    walks.append(track(1))
    playlists = [
        Playlist("Walks", USER, walks), Playlist("Short", USER, [track(n) for n in range(201, 206)]),
        Playlist("Others", "grace", [track(n) for n in range(300, 360)], public=True),
        Playlist("Hundreds", USER, [track(n) for n in range(1, 701)]), Playlist("Nothing", USER, []),
        Playlist("Nested", "grace", [track(n) for n in range(400, 403)], nested=True)]
    return {playlist.id: playlist for playlist in playlists}


class Refused(Exception):
    def __init__(self, answer):
        super().__init__()
        self.answer = answer


class Spotify(Service):
    def __init__(self, options):
        super().__init__(options)
        self.playlists = invented()
        self.tokens = {}    # token: (who, when it ends)
        self.codes = {}     # code: (challenge, redirect)
        self.refreshes = set()
        self.made = 0
        self.port = 0
        self.request = None

    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("--askers")
        parser.add_argument("--state")
        parser.add_argument("--app", choices=["new", "old"], default="new")
        parser.add_argument("--embed", action="store_true", help="a new app's own playlists bring their first entries")
        parser.add_argument("--refusal", default="Something is wrong")
        parser.add_argument("--deny", action="store_true")
        parser.add_argument("--wrong-state", action="store_true")
        parser.add_argument("--no-rotation", action="store_true")
        parser.add_argument("--revoked", action="store_true")
        parser.add_argument("--expires", type=int, default=3600)

    def error(self, status):
        """The body of a fault's error."""
        error = {"status": status, "message": self.options.refusal}
        if self.options.refusal == "bare":
            del error["message"]
        if self.options.refusal == "quota":
            error.update(message="Too many requests", reason="QUOTA_EXCEEDED")
        return b"" if self.options.refusal == "empty" else {"error": error}

    def refuse(self, status, message=None):
        error = {"status": status}
        if message:
            error["message"] = message
        return Answer(status, {"error": error})

    def asker(self):
        given = self.request.headers.get("Authorization", "")
        if given.startswith("Basic "):
            return "basic"
        if not given.startswith("Bearer "):
            return "-"
        who, end = self.tokens.get(given[len("Bearer "):], ("bad", 0))
        return who if time.time() < end else "bad"

    def answer(self, request):
        self.request = request
        who = self.asker()
        if self.options.askers:
            with open(self.options.askers, "a", encoding="utf-8") as log:
                log.write(f"{request.method} {request.target} {who}\n")
        if request.path == "/authorize":
            return self.authorize()
        if request.path == "/api/token" and request.method == "POST":
            return self.token()
        if not request.path.startswith("/v1/"):
            return self.refuse(404, "Service not found")
        if who == "-":
            return self.refuse(401, "No token provided")
        if who not in ("app", "user"):
            return self.refuse(401, "The access token expired")
        for (method, pattern), action in ROUTES.items():
            match = re.fullmatch(pattern, request.path[len("/v1/"):])
            if match and method == request.method:
                try:
                    return action(self, who, *match.groups())
                except Refused as refused:
                    return refused.answer
        return self.refuse(404, "Service not found")

    # --- accounts ------------------------------------------------------------------------------------------------

    def authorize(self):
        query, options = {n: v[0] for n, v in self.request.query.items()}, self.options
        redirect = query.get("redirect_uri", "")
        good = (query.get("client_id") == CLIENT and query.get("response_type") == "code"
                and query.get("code_challenge_method") == "S256" and len(query.get("code_challenge", "")) == 43
                and re.fullmatch(r"http://127\.0\.0\.1:\d+/callback", redirect) and query.get("state"))
        if not good:
            return Answer(400, "INVALID_CLIENT: Invalid redirect URI")
        answer = {"state": query["state"]}
        if options.deny:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(32)
            self.codes[answer["code"]] = (query["code_challenge"], redirect)
        if options.wrong_state:
            answer["state"] = "somebody-elses"
        return Answer(302, b"", Location=redirect + "?" + urllib.parse.urlencode(answer))

    def oauth_error(self, status, name, words):
        return Answer(status, {"error": name, "error_description": words})

    def token(self):
        form = self.request.form()
        kind = form.get("grant_type")
        if kind == "client_credentials":
            given = self.request.headers.get("Authorization", "")[len("Basic "):]
            if given != base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode():
                return self.oauth_error(400, "invalid_client", "Invalid client secret")
            return Answer(200, self.grant("app"))
        if form.get("client_id") != CLIENT:
            return self.oauth_error(400, "invalid_client", "Invalid client")
        if kind == "authorization_code":
            challenge, redirect = self.codes.pop(form.get("code"), (None, None))
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            made = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if challenge is None or made != challenge or redirect != form.get("redirect_uri"):
                return self.oauth_error(400, "invalid_grant", "code_verifier was incorrect")
            return Answer(200, self.grant("user", refresh=True))
        if kind == "refresh_token":
            old = form.get("refresh_token")
            if self.options.revoked or old not in self.refreshes:
                return self.oauth_error(400, "invalid_grant", "Refresh token revoked")
            if not self.options.no_rotation:
                self.refreshes.discard(old)
            return Answer(200, self.grant("user", refresh=not self.options.no_rotation))
        return self.oauth_error(400, "unsupported_grant_type", "grant_type must be one of ...")

    def grant(self, who, refresh=False):
        token = f"{who}-token-{secrets.token_urlsafe(24)}"
        self.tokens[token] = (who, time.time() + self.options.expires)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.options.expires}
        if refresh:
            answer["refresh_token"] = "refresh-" + secrets.token_urlsafe(24)
            answer["scope"] = "playlist-read-private playlist-modify-private"
            self.refreshes.add(answer["refresh_token"])
        return answer

    # --- reading -------------------------------------------------------------------------------------------------

    @property
    def old_app(self):
        return self.options.app == "old"

    def base(self):
        return f"http://127.0.0.1:{self.port}/v1"

    def number(self, name, default):
        try:
            return int(self.request.first(name, default))
        except ValueError:
            return -1

    def find(self, name):
        playlist = self.playlists.get(name)
        if playlist is None or name.startswith("37i9dQ"):
            raise Refused(self.refuse(404, "Resource not found"))
        return playlist

    def entry(self, thing):
        field = "track" if self.old_app else "item"
        is_local = bool(thing and thing.get("is_local"))
        return {"added_at": "2026-01-02T03:04:05Z", "added_by": {"id": USER}, "is_local": is_local, field: thing}

    def paging(self, playlist, form, limit, offset):
        all_entries = playlist.entries
        here = all_entries[offset:offset + limit]
        url = f"{self.base()}/playlists/{playlist.id}/{form}"
        more = offset + limit < len(all_entries)
        return {"href": f"{url}?offset={offset}&limit={limit}", "limit": limit, "offset": offset,
                "total": len(all_entries), "previous": None,
                "next": f"{url}?offset={offset + limit}&limit={limit}" if more else None,
                "items": [self.entry(thing) for thing in here]}

    def playlist_object(self, playlist, who, full_list=True):
        document = {"id": playlist.id, "name": playlist.name, "type": "playlist", "collaborative": False,
                    "description": playlist.description, "public": playlist.public, "snapshot_id": playlist.snapshot,
                    "uri": "spotify:playlist:" + playlist.id, "images": None,
                    "external_urls": {"spotify": "https://open.spotify.com/playlist/" + playlist.id},
                    "owner": {"id": playlist.owner, "display_name": playlist.owner.title(), "type": "user"}}
        form = "tracks" if self.old_app else "items"
        own = who == "user" and playlist.owner == USER
        if not full_list:
            document[form] = {"href": "", "total": len(playlist.entries)}
        elif self.old_app:
            document[form] = self.paging(playlist, form, 100, 0)
        elif playlist.nested or (own and self.options.embed):
            document[form] = self.paging(playlist, form, 100, 0)
        return document

    def get_playlist(self, who, name):
        playlist = self.find(name)
        return Answer(200, self.playlist_object(playlist, who))

    def get_entries(self, who, name, form):
        playlist = self.find(name)
        if form == "items" and self.old_app:
            return self.refuse(404, "Service not found")
        if form == "tracks" and not self.old_app:
            return self.refuse(403, "Forbidden")
        if not self.old_app and (who != "user" or playlist.owner != USER):
            return self.refuse(403)
        limit, offset = self.number("limit", 20), self.number("offset", 0)
        if not 1 <= limit <= (100 if self.old_app else 50):
            return self.refuse(400, "Invalid limit")
        return Answer(200, self.paging(playlist, form, limit, offset))

    @staticmethod
    def number_of(name):
        match = re.fullmatch(r"T0*([1-9]\d{0,2})", name)
        return int(match[1]) if match and len(name) == 22 else None

    def get_track(self, who, name):
        number = self.number_of(name)
        if number is None:
            return self.refuse(404, "Resource not found")
        return Answer(200, track(number, self.request.first("market")))

    def several(self, limit):
        names = [name for name in self.request.first("ids").split(",") if name]
        if not self.old_app:
            raise Refused(self.refuse(403))
        if len(names) > limit:
            raise Refused(self.refuse(400, "Too many ids requested"))
        return [self.number_of(name) for name in names]

    def get_tracks(self, who):
        return Answer(200, {"tracks": [None if n is None else track(n) for n in self.several(50)]})

    def get_features(self, who):
        # Every tenth is not known.
        return Answer(200, {"audio_features": [None if n is None or n % 10 == 0 else features(n)
                                               for n in self.several(100)]})

    def get_analysis(self, who, name):
        number = self.number_of(name)
        if not self.old_app:
            return self.refuse(403)
        return self.refuse(404, "analysis not found") if number is None else Answer(200, analysis(number))

    def search(self, who):
        limit, offset = self.number("limit", 20 if self.old_app else 5), self.number("offset", 0)
        if not 1 <= limit <= (50 if self.old_app else 10):
            return self.refuse(400, "Invalid limit")
        words = self.request.first("q", "")
        isrc = re.search(r"isrc:(\S+)", words)
        named = re.search(r"track:(.*?)(?: artist:(.*))?$", words)
        hits = []
        for number in range(1, 1000):
            item = track(number)
            text = (item["name"] + " " + item["artists"][0]["name"]).lower()
            if isrc:
                fits = item["external_ids"]["isrc"] == isrc[1]
            elif named:
                fits = named[1].lower() in item["name"].lower() and (named[2] or "").lower() in text
            else:
                fits = all(word in text for word in words.lower().split())
            if fits:
                hits.append(item)
        # The hit that only looks like it stands first.
        cover = track(998)
        cover.update(name=hits[0]["name"] if hits else "Nothing", artists=[{"name": "Karaoke Night", "id": full("K")}],
                     external_ids={})
        hits.insert(0, cover)
        return Answer(200, {"tracks": {"href": "", "items": hits[offset:offset + limit], "limit": limit, "next": None,
                                    "offset": offset, "previous": None, "total": len(hits)}})

    # --- the user ------------------------------------------------------------------------------------------------

    def check_user(self, who):
        if who != "user":
            raise Refused(self.refuse(401, "Valid user authentication required"))

    def get_me(self, who):
        self.check_user(who)
        return Answer(200, {"id": USER, "display_name": "Ada", "type": "user"})

    def get_my_playlists(self, who):
        self.check_user(who)
        limit, offset = self.number("limit", 20), self.number("offset", 0)
        mine = list(self.playlists.values())
        items = [self.playlist_object(playlist, who, False) for playlist in mine[offset:offset + limit]]
        return Answer(200, {"href": "", "items": items, "limit": limit, "offset": offset, "total": len(mine), "next": None})

    def write_state(self):
        if self.options.state:
            mine = [{"id": p.id, "name": p.name, "public": p.public, "description": p.description,
                     "uris": [entry["uri"] if entry else None for entry in p.entries]}
                    for p in self.playlists.values() if p.owner == USER]
            with open(self.options.state, "w", encoding="utf-8") as file:
                json.dump(mine, file, indent=1)

    def post_playlist(self, who, user=None):
        self.check_user(who)
        if (user is None) == self.old_app:
            return self.refuse(403, "Forbidden") if not self.old_app else self.refuse(404, "Service not found")
        asked = self.request.json()
        if not isinstance(asked.get("name"), str):
            return self.refuse(400, "Missing required field: name")
        self.made += 1
        playlist = Playlist(f"Made{self.made}", USER, [], public=asked.get("public", True),
                            description=asked.get("description", ""))
        playlist.name = asked["name"]
        self.playlists[playlist.id] = playlist
        self.write_state()
        return Answer(201, self.playlist_object(playlist, who))

    def change_playlist(self, who, name):
        playlist = self.find(name)
        self.check_user(who)
        asked = self.request.json()
        playlist.public = asked.get("public", playlist.public)
        self.write_state()
        return Answer(200, b"")

    def write_entries(self, who, name, form):
        if (form == "tracks") != self.old_app:
            return self.refuse(403, "Forbidden") if not self.old_app else self.refuse(404, "Service not found")
        playlist = self.find(name)
        self.check_user(who)
        uris = self.request.json().get("uris", [])
        if len(uris) > 100:
            return self.refuse(400, "You can add a maximum of 100 tracks per request.")
        numbers = [self.number_of(uri.rsplit(":", 1)[1]) for uri in uris]
        if None in numbers:
            return self.refuse(400, "Invalid track uri")
        added = [track(number) for number in numbers]
        playlist.entries = added if self.request.method == "PUT" else playlist.entries + added
        playlist.changes += 1
        self.write_state()
        return Answer(201 if self.request.method == "POST" else 200, {"snapshot_id": playlist.snapshot})


ROUTES = {
    ("GET", r"playlists/([^/]+)"): Spotify.get_playlist,
    ("PUT", r"playlists/([^/]+)"): Spotify.change_playlist,
    ("GET", r"playlists/([^/]+)/(items|tracks)"): Spotify.get_entries,
    ("POST", r"playlists/([^/]+)/(items|tracks)"): Spotify.write_entries,
    ("PUT", r"playlists/([^/]+)/(items|tracks)"): Spotify.write_entries,
    ("GET", r"tracks/([^/]+)"): Spotify.get_track,
    ("GET", r"tracks"): Spotify.get_tracks,
    ("GET", r"audio-features"): Spotify.get_features,
    ("GET", r"audio-analysis/([^/]+)"): Spotify.get_analysis,
    ("GET", r"search"): Spotify.search,
    ("GET", r"me"): Spotify.get_me,
    ("GET", r"me/playlists"): Spotify.get_my_playlists,
    ("POST", r"me/playlists"): Spotify.post_playlist,
    ("POST", r"users/([^/]+)/playlists"): Spotify.post_playlist,
}


if __name__ == "__main__":
    main(Spotify, __doc__)
