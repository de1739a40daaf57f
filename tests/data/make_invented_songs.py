#!/usr/bin/env python3
"""Makes invented_songs.csv: 400 songs by some 120 artists in 16 playlists, all of them invented.

The table has the columns of the TidyTuesday table of Spotify songs. Names are put together from lists of words, ids
begin with "invented", and the numbers of each playlist are drawn around a centre of its own, so that songs of one
playlist sound alike and neighbors make sense. The same seed makes the same file.

Usage: make_invented_songs.py            writes the file beside this script
       make_invented_songs.py --check    exit 1 if the file is not what this script makes
"""

import csv
import io
import math
import pathlib
import random
import sys

SEED = 20
SONGS = 400
ARTISTS = 120
FILE = pathlib.Path(__file__).with_name("invented_songs.csv")

COLUMNS = ("track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,"
           "track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,danceability,energy,"
           "key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,duration_ms").split(",")

# name, genre, subgenre, first and last year, share of major keys, then the centres of: danceability, energy,
# speechiness, acousticness, instrumentalness, liveness, valence, tempo, loudness, seconds.
STYLES = [
    ("Kettle Still Warm", "acoustic", "kitchen folk", 1998, 2019, .8, .52, .25, .03, .86, .02, .11, .45, 104, -13.0, 205),
    ("Porch With One Chair", "acoustic", "slow country", 1971, 1995, .8, .48, .34, .03, .72, .01, .14, .38, 92, -12.0, 221),
    ("Tram Depot After Midnight", "electronic", "minimal", 2006, 2021, .3, .78, .62, .05, .06, .82, .09, .30, 125, -9.5, 392),
    ("Confetti Cannon Repair", "pop", "dance pop", 2012, 2021, .6, .75, .86, .07, .07, .00, .18, .76, 123, -4.5, 196),
    ("Gravel Under the Amplifier", "rock", "garage rock", 1994, 2012, .6, .46, .93, .07, .02, .03, .22, .52, 148, -4.8, 184),
    ("Velvet Rope, Empty Club", "rock", "shoegaze", 1989, 2016, .5, .33, .72, .04, .05, .48, .15, .24, 118, -7.5, 286),
    ("Brass in the Stairwell", "jazz", "street brass", 1966, 2004, .5, .66, .58, .05, .44, .55, .34, .74, 112, -10.2, 262),
    ("Blue Lamp Trio", "jazz", "late trio", 1958, 1988, .5, .50, .22, .04, .90, .72, .12, .36, 108, -16.0, 318),
    ("Notebook in the Cypher", "rap", "boom bap", 1993, 2010, .4, .80, .64, .30, .16, .01, .20, .58, 91, -7.2, 238),
    ("Elevator to the Roof", "rap", "melodic trap", 2016, 2021, .4, .72, .56, .19, .20, .00, .14, .32, 143, -7.0, 171),
    ("Sunday Roller Rink", "soul", "disco", 1975, 1984, .6, .79, .74, .05, .22, .05, .13, .90, 117, -9.0, 254),
    ("Letters From a Slow Train", "soul", "ballads", 1965, 1979, .7, .47, .36, .03, .68, .00, .17, .46, 82, -11.2, 199),
    ("Rain Against the Greenhouse", "ambient", "drones", 2001, 2021, .5, .24, .12, .04, .92, .90, .10, .09, 78, -22.0, 344),
    ("Furnace Choir", "metal", "sludge", 1996, 2019, .4, .28, .95, .09, .01, .38, .24, .18, 132, -4.4, 325),
    ("Harbour Dance Lessons", "latin", "cumbia", 1982, 2018, .5, .82, .70, .06, .32, .03, .12, .88, 98, -6.8, 212),
    ("Nine Pianos for Winter", "classical", "solo piano", 2004, 2020, .6, .36, .07, .04, .97, .91, .09, .18, 94, -24.0, 178),
]
# A song may also stand in the playlist of a style that is near to its own.
NEAR = {0: 1, 1: 0, 2: 3, 3: 10, 4: 5, 5: 4, 6: 7, 7: 6, 8: 9, 9: 8, 10: 3, 11: 1, 12: 15, 13: 4, 14: 10, 15: 12}

FIRST = ("Odalind Brammer,Wexley Tarn,Pim Castellow,Ysolde Marrowfield,Caspian Dool,Thessaly Groat,Bram Oxenlight,"
         "Marguerite Fennock,Ludo Springholt,Isaura Venn,Corbin Ashlatch,Delphine Urquist,Hollis Wrackham,Nell Ravensoup,"
         "Otis Quillfeather,Petra Lumsdyke,Rufus Candlewick-Hay,Sunniva Thrupp,Tobias Eelgrass,Verity Moldwarp,"
         "Anselm Bracket,Birdie Holloway-Pike,Clement Drosselmere,Effie Standish-Moth,Gideon Larkspittle,Hester Vane-Oddley,"
         "Ignatius Plumtree,Juno Cobbleweather,Kasimir Dent,Lavender Sprocket").split(",")
BAND_FIRST = ("Paper,Tin,Velvet,Crooked,Borrowed,Seventh,Midnight,Copper,Hollow,Wandering,Second-Hand,Marble,Sleeping,"
              "Invisible,Counterfeit,Lukewarm,Reluctant,Imaginary").split(",")
BAND_SECOND = ("Otters,Barometers,Umbrellas,Lighthouses,Accordions,Postmen,Librarians,Weathervanes,Teaspoons,Antlers,"
               "Typists,Cartographers,Beekeepers,Turnstiles,Saucers,Pendulums").split(",")
TITLE_FIRST = ("Lantern,Moth,Gravel,Copper,Harbour,Salt,Paper,Velvet,Thunder,Orchard,Clockwork,Cinder,Marble,Willow,"
               "Postcard,Anchor,Pepper,Quarry,Ribbon,Saffron,Tinsel,Umber,Violet,Walnut,Chimney,Button,Compass,Feather,"
               "Ginger,Hazel").split(",")
TITLE_SECOND = ("Weather,Arithmetic,Umbrella,Parade,Telegram,Staircase,Almanac,Ferry,Geometry,Holiday,Laundry,Museum,"
                "Orchestra,Pilgrim,Quarrel,Recipe,Satellite,Timetable,Uncle,Vocabulary,Wedding,Apprentice,Bicycle,"
                "Ceremony").split(",")
TITLE_FORMS = ("{0} {1}", "{0} {1}", "{0} {1}", "My {0} {1}", "The {0} {1}", "{1} of {0}", "No {1}, No {0}",
               "{0} {1} (Don't Tell Me)", "Another {0} {1}", "{0}, {0}, {1}")


class Draw:
    """Draws that depend on nothing but random.random(), which is the same in every version of Python."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def pick(self, items):
        return items[self.below(len(items))]

    def normal(self, centre, spread):
        radius = math.sqrt(-2 * math.log(1 - self.random()))
        return centre + spread * radius * math.cos(2 * math.pi * self.random())

    def share(self, centre, spread):
        """Around `centre`, from 0 to 1; closer near the ends."""
        near_end = min(1, 4 * centre * (1 - centre) + .15)
        return min(.99, max(0, self.normal(centre, spread * near_end)))

    def order(self, items):
        return [item for _, item in sorted((self.random(), item) for item in items)]


def artist_names(draw):
    names = list(FIRST)
    bands = draw.order([f"{a} {b}" for a in BAND_FIRST for b in BAND_SECOND])
    for i, band in enumerate(bands):
        if len(names) == ARTISTS:
            break
        names.append(f"The {band}" if i % 3 else band)
    names[-1] = "Quist, Brindle & Daughters"  # commas and quotes happen in names
    names[-2] = 'Old "Kettle" Pomfrey'
    names[-3] = "Zoë Ångström-Flöte"
    return draw.order(names)


def make_songs(draw):
    artists = artist_names(draw)
    style_artists = [[] for _ in STYLES]
    for i, artist in enumerate(artists):
        style_artists[i % len(STYLES)].append(artist)
    sizes = [25] * len(STYLES)
    for _ in range(60):  # uneven, but 400 in all
        give, take = draw.below(len(STYLES)), draw.below(len(STYLES))
        if sizes[give] > 16 and sizes[take] < 34:
            sizes[give] -= 1
            sizes[take] += 1

    songs, titles = [], set()
    for style, size in enumerate(sizes):
        (_, _, _, first_year, last_year, major, dance, energy, speech, acoustic, instrumental, live, valence, tempo,
         loudness, seconds) = STYLES[style]
        for i in range(size):
            while True:
                title = draw.pick(TITLE_FORMS).format(draw.pick(TITLE_FIRST), draw.pick(TITLE_SECOND))
                if title not in titles:
                    break
            titles.add(title)
            artist = style_artists[style][i] if i < len(style_artists[style]) else draw.pick(style_artists[style])
            year = first_year + draw.below(last_year - first_year + 1)
            if year < 1990 and draw.random() < .4:
                date = f"{year}"
            else:
                date = f"{year}-{1 + draw.below(12):02}-{1 + draw.below(28):02}"
            number = len(songs) + 1
            album = draw.pick((title, f"{draw.pick(TITLE_SECOND)} for {artist.split()[-1]}", f"{draw.pick(TITLE_FIRST)} {year}"))
            songs.append((style, {
                "track_id": f"invented{number:014}",
                "track_name": title,
                "track_artist": artist,
                "track_popularity": min(100, max(0, round(draw.normal(45, 18)))),
                "track_album_id": f"inventedalbum{number:09}",
                "track_album_name": album,
                "track_album_release_date": date,
                "danceability": f"{draw.share(dance, .09):.3g}",
                "energy": f"{draw.share(energy, .09):.3g}",
                "key": draw.below(12),
                "loudness": f"{draw.normal(loudness, 1.6):.3f}",
                "mode": 1 if draw.random() < major else 0,
                "speechiness": f"{max(.023, draw.share(speech, .05)):.3g}",
                "acousticness": f"{draw.share(acoustic, .1):.3g}",
                "instrumentalness": f"{draw.share(instrumental, .1):.3g}",
                "liveness": f"{max(.03, draw.share(live, .06)):.3g}",
                "valence": f"{draw.share(valence, .1):.3g}",
                "tempo": f"{max(50, draw.normal(tempo, 7)):.3f}",
                "duration_ms": round(1000 * max(60, draw.normal(seconds, 28))),
            }))
    return songs


def make_text():
    draw = Draw(SEED)
    songs = make_songs(draw)
    members = [[] for _ in STYLES]
    for index, (style, _) in enumerate(songs):
        members[style].append(index)
    for style, near in NEAR.items():  # guests, from what was there before any came
        for index in draw.order([i for i in members[near] if songs[i][0] == near])[:1 + draw.below(5)]:
            members[style].append(index)

    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for style, indices in enumerate(members):
        name, genre, subgenre = STYLES[style][:3]
        for index in draw.order(indices):  # the order of the playlist
            writer.writerow({**songs[index][1], "playlist_name": name, "playlist_id": f"inventedplaylist{style + 1:06}",
                             "playlist_genre": genre, "playlist_subgenre": subgenre})
    return out.getvalue()


def main():
    text = make_text()
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if FILE.exists() and FILE.read_text(encoding="utf-8") == text else 1)
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
