#!/usr/bin/env python3
"""What songs of playlists are like, as a small table of facts: what made-up songs are drawn from.

Usage: tools/song_facts.py [SPOTIFY_SONGS.csv] > src/segue/evaluation/songs/song_facts.txt

The table (TidyTuesday 2020-01-21; default $SEGUE_DATA/playlists/spotify_songs.csv) has one row per song and playlist. A
song is a title and an artist, case ignored. Nothing of a single song gets out: quantiles, shares, correlations, and a
law of artists fitted to counts. The same table gives the same bytes. Needs numpy and scipy.

  levels      the quantiles that are told
  styles      the subgenres playlists were collected under; of each its weight (songs), the quantiles of every variable
              and the correlations of the variables' normal scores (lower triangle, by rows)
  shared      of the variance of normal scores within a style, what songs of one playlist have in common, and what
              songs of one artist have in common beyond that; correlations are given as those the three parts (playlist,
              artist, song) need so that their sum has the measured ones
  artists     a song's artist is one of its niche's (with a share that differs by niche, twice `niche` at most), else
              one of anywhere's (share `anywhere`), else of its style's; number floor(scale ((1-u)^(-1/tail) - 1)), u
              uniform, the scale times 0.06 in a niche and 24 anywhere. Fitted by simulation to how many artists the
              first 1,000, 3,000, 10,000 and 21,000 songs have, how many have one song, and how many a playlist has.
  playlists   quantiles of sizes, the share of songs that are typical of a playlist's niche, the exponent of how often
              the song of rank r stands in playlists (from the maximum likelihood of a zeta law of counts)
"""

import collections
import csv
import os
import pathlib
import sys

import numpy as np
from scipy import optimize, special, stats

LEVELS = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1]
VARIABLES = ["danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness", "liveness",
             "valence", "tempo", "duration_ms", "year", "popularity"]
COLUMNS = {"year": "track_album_release_date", "popularity": "track_popularity"}
NICHES = 16  # of a style, about as many as it has playlists in the table
NICHE_SONGS = 0.65  # of a playlist, the share from its niche


def number(value):
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"


def write(name, values):
    print(name, *(number(value) for value in values))


def value_of(row, variable):
    text = row[COLUMNS.get(variable, variable)]
    return float(text[:4] if variable == "year" else text)


def pair_mean(z, groups, finer=None):
    """Mean product of z over pairs of songs of one group (not of one finer group)."""

    def sums(labels):
        _, at = np.unique(labels, return_inverse=True)
        count = np.bincount(at)
        total = np.stack([np.bincount(at, z[:, j]) for j in range(z.shape[1])], axis=1)
        square = np.stack([np.bincount(at, z[:, j] ** 2) for j in range(z.shape[1])], axis=1)
        return (total ** 2 - square).sum(axis=0), (count * (count - 1)).sum()

    products, pairs = sums(groups)
    if finer is not None:
        finer_products, finer_pairs = sums(finer)
        products, pairs = products - finer_products, pairs - finer_pairs
    return products / pairs


def nearest_correlation(matrix):
    values, vectors = np.linalg.eigh(matrix)
    fixed = vectors @ np.diag(np.maximum(values, 1e-3)) @ vectors.T
    scale = 1 / np.sqrt(np.diag(fixed))
    return fixed * np.outer(scale, scale)


def simulate_artists(niche_share, anywhere, tail, scale, songs):
    """The law of artists, as segue draws it: how many artists, with one song, and how varied playlists are."""
    rng = np.random.default_rng(1)
    niches = 24 * NICHES
    niche = rng.integers(0, niches, songs)
    style = niche // NICHES
    own = np.clip(rng.random(niches) * 2 * niche_share, 0, 0.95)[niche]
    pick, u = rng.random(songs), rng.random(songs)
    pool = np.where(pick < own, niche, np.where(pick < own + (1 - own) * (1 - anywhere), 1000 + style, 5000))
    scales = np.where(pool < 1000, 0.06, np.where(pool < 5000, 1, 24)) * scale
    artist = pool * 1e9 + np.minimum(np.floor(scales * ((1 - u) ** (-1 / tail) - 1)), 9e8)
    heaps = [len(np.unique(artist[:n])) for n in (1000, 3000, 10000, 21000)]
    alone = np.mean(np.unique(artist, return_counts=True)[1] == 1)
    varied = []
    for k in range(0, niches, 4):
        own_songs, others = np.flatnonzero(niche == k), np.flatnonzero(style == k // NICHES)
        chosen = np.concatenate([rng.choice(own_songs, min(len(own_songs), 45), False), rng.choice(others, 24, False)])
        varied.append(len(np.unique(artist[chosen])) / len(chosen))
    return np.array(heaps), alone, np.median(varied)


def fit_artists(heaps, alone, varied, songs):
    best = None
    for niche_share in (0.2, 0.3, 0.4):
        for tail in (0.6, 0.7, 0.8, 0.9, 1.0):
            for scale in (10, 15, 20, 30, 40):
                found = simulate_artists(niche_share, 0.1, tail, scale, songs)
                error = (10 * np.sum(np.log(found[0] / heaps) ** 2) + 4 * (found[1] - alone) ** 2
                         + 4 * (found[2] - varied) ** 2)
                if best is None or error < best[0]:
                    best = (error, niche_share, 0.1, tail, scale)
    return best[1:]


def playlist_exponent(counts):
    """Songs stand in k playlists with a probability as k^-s: rank r then stands in as many as r^(-1/(s-1))."""
    counts = np.array(counts)
    s = optimize.minimize_scalar(lambda s: s * np.log(counts).sum() + len(counts) * np.log(special.zeta(s)),
                                 bounds=(1.5, 6), method="bounded").x
    return 1 / (s - 1)


def main():
    default = pathlib.Path(os.environ.get("SEGUE_DATA", "../shared/data")) / "playlists" / "spotify_songs.csv"
    table = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    if not table.is_file():
        sys.exit(f"{table} is not there: name the table of songs, or set SEGUE_DATA")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    songs, playlists = {}, collections.defaultdict(set)
    for row in rows:
        key = (row["track_name"].lower(), row["track_artist"].lower())
        songs.setdefault(key, row)
        playlists[row["playlist_id"]].add(key)
    keys = list(songs)
    kept = list(songs.values())
    values = np.array([[value_of(row, v) for v in VARIABLES] for row in kept])
    style = np.array([row["playlist_subgenre"] for row in kept])
    artist = np.array([row["track_artist"].lower() for row in kept])
    playlist = np.array([row["playlist_id"] for row in kept])

    print("# What songs of playlists are like: made by tools/song_facts.py, which says what each line is.")
    write("levels", LEVELS)
    print("variables", *VARIABLES)
    write("title_length", np.quantile([len(row["track_name"]) for row in kept], LEVELS))
    write("artist_length", np.quantile([len(a) for a in np.unique(artist)], LEVELS))
    write("guests", [np.mean(["feat." in k[0] or "ft." in k[0] or "(with " in k[0] for k in keys])])
    write("whole_dates", [np.mean([len(row["track_album_release_date"]) == 10 for row in kept])])
    major = np.array([row["mode"] == "1" for row in kept])
    tonic = np.array([int(row["key"]) for row in kept])
    write("major", [major.mean()])
    write("keys_major", np.bincount(tonic[major], minlength=12) / major.sum())
    write("keys_minor", np.bincount(tonic[~major], minlength=12) / (~major).sum())

    names = sorted(set(style))
    scores = np.zeros_like(values)
    correlations = {}
    for name in names:
        of = style == name
        ranks = stats.rankdata(values[of], axis=0)
        scores[of] = stats.norm.ppf((ranks - 0.5) / of.sum())
        scores[of] /= scores[of].std(axis=0)
        correlations[name] = np.corrcoef(scores[of].T)
    of_playlist = np.char.add(np.char.add(style, "/"), playlist)
    both = np.char.add(np.char.add(of_playlist, "/"), artist)
    common = np.clip(pair_mean(scores, of_playlist, both), 0, 0.6)
    by_artist = np.clip(pair_mean(scores, np.char.add(np.char.add(style, "/"), artist), both) - 0.5 * common, 0, 0.9 - common)
    write("shared_niche", common)
    write("shared_artist", by_artist)
    parts = np.sqrt(np.stack([common, by_artist, 1 - common - by_artist]))
    dilution = parts.T @ parts

    shuffled = np.random.default_rng(0).permutation(len(kept))
    heaps = np.array([len(set(artist[shuffled[:n]])) for n in (1000, 3000, 10000, 21000)])
    alone = np.mean(np.array(list(collections.Counter(artist).values())) == 1)
    varied = np.median([len({k[1] for k in p}) / len(p) for p in playlists.values()])
    print("# artists of the first 1,000, 3,000, 10,000, 21,000 songs; share with one song; artists per song of a playlist")
    write("artists_measured", [*heaps, alone, varied])
    write("artists", fit_artists(heaps, alone, varied, len(kept)))
    write("playlist_size", np.quantile([len(p) for p in playlists.values()], LEVELS))
    write("playlist_niche", [NICHE_SONGS])
    write("playlist_exponent", [playlist_exponent(list(collections.Counter(k for p in playlists.values() for k in p).values()))])

    print("# of all songs, to check what is made against: quantiles, correlations")
    for j, variable in enumerate(VARIABLES):
        write(f"all {variable}", np.quantile(values[:, j], LEVELS))
    whole = np.corrcoef(stats.norm.ppf((stats.rankdata(values, axis=0) - 0.5) / len(values)).T)
    for j in range(1, len(VARIABLES)):
        print("all_correlation", *(f"{whole[j, k]:.2f}" for k in range(j)))
    for name in names:
        of = style == name
        print("style", of.sum(), name)
        for j, variable in enumerate(VARIABLES):
            write(variable, np.quantile(values[of, j], LEVELS))
        needed = nearest_correlation(np.where(np.eye(len(VARIABLES)) > 0, 1, correlations[name] / dilution))
        for j in range(1, len(VARIABLES)):
            print("correlation", *(f"{needed[j, k]:.2f}" for k in range(j)))


if __name__ == "__main__":
    main()
