#!/usr/bin/env python3
"""Writes the golden playlists of this folder, with Python's own csv, json and URL quoting.

The songs are those of tests/playlist/playlist_makers.cpp; the files are what segue must write for them, byte for byte.
Run it after changing either: ./make_goldens.py
"""
import csv
import io
import json
import os
import re
import urllib.parse
import xml.dom.minidom
from xml.sax.saxutils import escape

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = "/music/lists"


def song(title, artists, album="", released=None, ms=None, ids=(), path=b""):
    return dict(title=title, artists=artists, album=album, released=released, ms=ms, ids=list(ids), path=path)


ORDINARY = dict(
    title="Morning Walk — The Invented",
    seeds=[song("Morning Walk", ["The Invented"], "Steps", "2020-03-20", 200040,
                [("isrc", "XXA001900001"), ("spotify", "0000000000000000000001")],
                b"/music/invented/steps/01 Morning Walk.flac")],
    songs=[
        (song('Hello, Goodbye "Again"', ["Tyler, The Maker", "Zoë & Søn"], released="1999", ms=61499,
              path="/music/lists/#1/ä b.opus".encode()), 0.1),
        (song("Far Away", ["Nobody"], ms=61500, path=b"/elsewhere/far.mp3"), 0.25),
        (song("Only Online", ["Cloud"], "Air", "2001-07", None,
              [("spotify", "0000000000000000000004"),
               ("musicbrainz", "b1a9c0e9-d987-4042-ae91-78d6a3267d69")]), 3e-05),
        (song("Nowhere to Be Found", ["Ghost", "Shadow"]), 12.0),
        (song("音楽 🎵", ["バンド"], ms=0, path="/music/lists/#loud.flac".encode()), 0.33333334),
    ])

HOSTILE = dict(
    title='a\nb <&> "c" ]]>',
    seeds=[song("line\nbreak\r\nand\ttab", ["<b>&amp;</b>"], "\x01\x1b[31mred\x7f", path=b"/music/new\nline.mp3")],
    songs=[
        (song("#EXTINF:-1,not a tag", ["a;b", "c,d", '"e"'], ms=-5, path=b"rel/100% #1?.mp3"), 1.5),
        (song(b"bad \xff\xfe utf-8 \xe2\x82".decode("utf-8", "replace"), [b"\xc3\x28".decode("utf-8", "replace")],
              ids=[("spotify", "x\ny z"), ("isrc", "<&>")], path=b"/music/\xff.mp3"), 2.0),
        (song("", [], path=b"#hash.mp3"), 2.5),
        (song("=1+1 \ufffe ]]>\u2028!", [""]), 3.0),
        (song("👩‍👩‍👧 \u202e", ["@"], ms=9007199254740993, path=b"https://example.org/a b.mp3?x=%20#t"), 3.5),
    ])

EMPTY = dict(title="", seeds=[], songs=[])


def line(text):
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text).strip()


def artist_line(s):
    return ", ".join(line(artist) for artist in s["artists"] if line(artist))


def first_id(s, scheme):
    return next((value for name, value in s["ids"] if name == scheme), "")


def near(path):
    """The path as a playlist in FOLDER names it."""
    if path.startswith(b"/music/"):
        return os.path.relpath(path, FOLDER.encode())
    return path


def uri(path):
    if re.match(rb"[a-z]+://", path):
        return urllib.parse.quote(path, safe="-._~/%:?#[]@!$&'()*+,;=")
    return ("file://" if path.startswith(b"/") else "") + urllib.parse.quote(path, safe="/")


def identifiers(s):
    prefixes = [("spotify", "spotify:track:"), ("isrc", "urn:isrc:"),
                ("musicbrainz", "https://musicbrainz.org/recording/")]
    return [prefix + urllib.parse.quote(first_id(s, scheme), safe="") for scheme, prefix in prefixes
            if first_id(s, scheme)]


def entries(p):
    return [(s, None) for s in p["seeds"]] + p["songs"]


def m3u8(p):
    out = ["#EXTM3U"]
    if line(p["title"]):
        out.append("#PLAYLIST:" + line(p["title"]))
    for s, _ in entries(p):
        artists, title = artist_line(s), line(s["title"])
        place = near(s["path"])
        if place:
            try:
                place = place.decode()
                place = uri(s["path"]) if "\n" in place else "./" + place if place[0] == "#" else place
            except UnicodeDecodeError:
                place = uri(s["path"])
        elif first_id(s, "spotify"):
            place = identifiers(s)[0]
        else:
            names = s["title"] + (" — " + ", ".join(s["artists"]) if s["artists"] else "")
            out.append("# no file or id known: " + line(names))
            continue
        seconds = -1 if s["ms"] is None or s["ms"] < 0 else (s["ms"] + 500) // 1000
        out.append(f"#EXTINF:{seconds}," + " - ".join(x for x in (artists, title) if x))
        if line(s["album"]):
            out.append("#EXTALB:" + line(s["album"]))
        if artists:
            out.append("#EXTART:" + artists)
        out.append(place)
    return "\n".join(out) + "\n"


def short(distance):
    text = repr(distance)
    return text[:-2] if text.endswith(".0") else text


def csv_text(p):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow("playlist_name position title artists album release_date duration_ms spotify_id isrc distance".split())
    for i, (s, distance) in enumerate(entries(p)):
        writer.writerow([p["title"], i + 1, s["title"], ";".join(a.replace(";", ",") for a in s["artists"]), s["album"],
                         s["released"] or "", "" if s["ms"] is None else s["ms"], first_id(s, "spotify"),
                         first_id(s, "isrc"), "" if distance is None else short(distance)])
    return out.getvalue()


def json_text(p):
    def facts(s):
        return dict(title=s["title"], artists=s["artists"], album=s["album"] or None,
                    year=int(s["released"][:4]) if s["released"] else None, duration_ms=s["ms"],
                    spotify_id=first_id(s, "spotify") or None, path=s["path"].decode("utf-8", "replace") or None)

    document = dict(version=1, seeds=[facts(s) for s in p["seeds"]],
                    songs=[dict(facts(s), distance=distance) for s, distance in p["songs"]])
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def tracks(p):
    for s, _ in entries(p):
        track = dict(location=uri(near(s["path"])) if s["path"] else "", identifier=identifiers(s),
                     title=line(s["title"]), creator=artist_line(s), album=line(s["album"]),
                     duration=s["ms"] if s["ms"] is not None and s["ms"] >= 0 else "")
        yield {name: value for name, value in track.items() if value not in ("", [])}


def jspf(p):
    playlist = dict(title=line(p["title"])) if line(p["title"]) else {}
    playlist["track"] = [dict(t, location=[t["location"]]) if "location" in t else t for t in tracks(p)]
    return json.dumps(dict(playlist=playlist), indent=2, ensure_ascii=False) + "\n"


def xspf(p):
    def element(indent, name, text):
        return f"{indent}<{name}>" + escape(str(text)).replace("\ufffe", "") + f"</{name}>"

    out = ['<?xml version="1.0" encoding="UTF-8"?>', '<playlist version="1" xmlns="http://xspf.org/ns/0/">']
    if line(p["title"]):
        out.append(element("  ", "title", line(p["title"])))
    out.append("  <trackList>")
    for track in tracks(p):
        out.append("    <track>")
        for name, value in track.items():
            out += [element("      ", name, v) for v in (value if isinstance(value, list) else [value])]
        out.append("    </track>")
    out += ["  </trackList>", "</playlist>"]
    text = "\n".join(out) + "\n"
    xml.dom.minidom.parseString(text.encode())  # well-formed, says expat
    return text


for name, playlist in dict(ordinary=ORDINARY, hostile=HOSTILE, empty=EMPTY).items():
    for ending, make in dict(m3u8=m3u8, csv=csv_text, json=json_text, jspf=jspf, xspf=xspf).items():
        with open(os.path.join(HERE, f"{name}.{ending}"), "w", encoding="utf-8", newline="") as file:
            file.write(make(playlist))
