#!/usr/bin/env python3
"""Fits models/voice/voice.safetensors: whether somebody sings, from the features of segue/audio/voice/segments.h.

    tools/fit_voice_model.py --music DIR            fits, prints the held-out evaluation, writes the weights
    tools/fit_voice_model.py --music DIR --check    the same, but writes nothing: says if the weights are those here

Needs numpy and scikit-learn; the eight songs with timed syllables in audio/songs of the folder of the data ($SEGUE_DATA
or --data; else ../shared/data beside the checkout); Debian's packages of instrumental music (PACKAGES below), each
unpacked into DIR/<package>; and the program that computes the features (--program):

    cmake -S . -B build/voice -DCMAKE_BUILD_TYPE=Release -DSEGUE_VOICE_TOOL=ON
    cmake --build build/voice --target voice_features

--table FILE keeps what the program said, or takes it from there. On one machine the same files give the same bytes.
models/voice/README.md tells what comes out and how far it may be trusted.
"""
import argparse
import json
import os
import pathlib
import re
import struct
import subprocess
import sys

for library in ("OPENBLAS", "OMP", "MKL"):  # one thread: one order of sums, so the same bytes
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np
from sklearn.metrics import roc_auc_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEGMENT_S = 48 * 512 / 22050
SILENCE = 1e-7  # mean power of a segment below which nothing sounds, as in segue/audio/voice/voice.cpp
SHORTEST_S = 60  # of a piece of music: packages also hold jingles

# Where each package keeps its music.
PACKAGES = {
    "singularity-music": r".", "hyperrogue-music": r"/hyperrogue/music/", "colobot-common-sounds": r"/music/",
    "wesnoth-1.16-music": r".", "warzone2100-music": r".", "asc-music": r".",
    "fretsonfire-songs-sectoid": r".", "fretsonfire-songs-muldjord": r".",
    "marsshooter-data": r"/audio/(music/|menu|tutorial)",
}
SUFFIXES = {".ogg", ".mp3", ".opus", ".flac"}

# A segment is sung if syllables fill this much of it, unsung if there is none in it or this near.
SUNG_SHARE = 0.4
NEAR_S = 0.4
# Of instrumental pieces every third segment is enough to fit to.
EVERY = 3
# Weight decay beside a mean loss of weight 1, features standardised.
RIDGE = 0.05
HELD = 3.0  # standardised features are held within +-3
TRACK_RIDGE = 0.02
QUANTILE = 0.8


def files(data, music):
    found = sorted(p for p in (data / "audio" / "songs").glob("*/audio.*"))
    if not found:
        sys.exit(f"There are no songs in {data / 'audio' / 'songs'}.")
    for package, pattern in PACKAGES.items():
        folder = music / package
        pieces = sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and not p.is_symlink()
                        and re.search(pattern, "/" + str(p.relative_to(folder))))
        if not pieces:
            sys.exit(f"There is no music in {music / package}: unpack Debian's package there (dpkg -x).")
        found += pieces
    return [str(p) for p in found]


def read_table(content):
    """Names of the features and [(path, mean powers, features)] of what voice_features wrote."""
    end = content.index(b"\n")
    names = content[:end].decode().split(",")
    at, result = end + 1, []
    while at < len(content):
        end = content.index(b"\n", at)
        _, rows, path = content[at:end].decode().split(" ", 2)
        size = int(rows) * len(names) * 4
        table = np.frombuffer(content[end + 1:end + 1 + size], "<f4").reshape(-1, len(names)).astype("f8")
        result.append((path, table[:, 0], table[:, 1:]))
        at = end + 1 + size
    return names[1:], result


def syllables(path):
    """(begin, end) in seconds of what UltraStar's song.txt times: a beat is a quarter of what #BPM counts."""
    bpm = gap = None
    times = []
    for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines():
        if line.startswith("#BPM:"):
            bpm = float(line[5:].replace(",", "."))
        elif line.startswith("#GAP:"):
            gap = float(line[5:].replace(",", ".")) / 1000
        elif line[:1] in (":", "*", "F"):
            begin, length = (int(x) for x in line.split()[1:3])
            times.append((gap + begin * 15 / bpm, gap + (begin + length) * 15 / bpm))
    return times


def labels(times, count):
    """Of each segment: 1 sung, 0 unsung, -1 neither. By hundredths of a second."""
    last = int(100 * (max(end for _, end in times) + count * SEGMENT_S)) + 1000
    sung, near = np.zeros(last, bool), np.zeros(last, bool)
    for begin, end in times:
        sung[max(0, int(100 * begin)):max(0, int(100 * end))] = True
        near[max(0, int(100 * (begin - NEAR_S))):max(0, int(100 * (end + NEAR_S)))] = True
    result = np.full(count, -1)
    for i in range(count):
        part = slice(int(100 * i * SEGMENT_S), int(100 * (i + 1) * SEGMENT_S))
        if sung[part].mean() >= SUNG_SHARE:
            result[i] = 1
        elif not near[part].any():
            result[i] = 0
    return result


def tracks_of(table, music):
    result = []
    for path, power, x in table:
        place = pathlib.Path(path)
        sounds = power > SILENCE
        if music in place.parents:
            if len(x) * SEGMENT_S < SHORTEST_S:
                continue
            package = place.relative_to(music).parts[0]
            y = np.zeros(len(x), int)
            track = {"vocal": 0, "song": package, "artist": package}
        else:
            y = labels(syllables(place.parent / "song.txt"), len(x))
            track = {"vocal": 1, "song": place.parent.name, "artist": place.parent.name.split(" - ")[0]}
        result.append(track | {"path": path, "y": y[sounds], "x": x[sounds]})
    return result


def fit_set(tracks):
    """Rows, labels and weights: half of the weight is sung, a quarter unsung in songs, a quarter instrumental music;
    every song counts the same, every package counts the same."""
    songs = [t for t in tracks if t["vocal"]]
    packages = sorted({t["song"] for t in tracks if not t["vocal"]})
    parts = []
    for t in songs:
        for label, total in ((1, 0.5), (0, 0.25)):
            x = t["x"][t["y"] == label]
            # A song of few unsung segments must not count them for many.
            parts.append((x, label, total / len(songs) / max(len(x), 20)))
    for package in packages:
        x = np.concatenate([t["x"][::EVERY] for t in tracks if t["song"] == package])
        parts.append((x, 0, 0.25 / len(packages) / len(x)))
    x = np.concatenate([part[0] for part in parts])
    y = np.concatenate([np.full(len(part[0]), part[1]) for part in parts])
    w = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    return x, y, w / w.sum()


def logistic(x, y, w, ridge):
    """Weights and intercept of logistic regression by Newton's method."""
    a = np.column_stack([x, np.ones(len(x))])
    decay = np.full(a.shape[1], ridge)
    decay[-1] = 0
    beta = np.zeros(a.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-a @ beta))
        gradient = a.T @ (w * (p - y)) + decay * beta
        hessian = (a * (w * p * (1 - p))[:, None]).T @ a + np.diag(decay + 1e-9)
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-9:
            break
    return beta[:-1], beta[-1]


def fit(tracks):
    x, y, w = fit_set(tracks)
    mean = (w[:, None] * x).sum(0)
    deviation = np.sqrt((w[:, None] * (x - mean) ** 2).sum(0)) + 1e-6
    weights, intercept = logistic(np.clip((x - mean) / deviation, -HELD, HELD), y, w, RIDGE)
    return {"mean": mean, "deviation": deviation, "weights": weights, "intercept": np.array([intercept])}


def log_odds(model, x):
    """Of each segment, averaged with its neighbours."""
    raw = np.clip((x - model["mean"]) / model["deviation"], -HELD, HELD) @ model["weights"] + model["intercept"]
    padded = np.concatenate([raw[:1], raw, raw[-1:]])
    return (padded[:-2] + padded[1:-1] + padded[2:]) / 3


def held_out(tracks, by):
    """Log-odds of each track's segments from a model that saw nothing of its song (artist) or package."""
    models = {g: fit([t for t in tracks if t[by] != g]) for g in sorted({t[by] for t in tracks})}
    return [log_odds(models[t[by]], t["x"]) for t in tracks]


def summary(f):
    return np.quantile(f, QUANTILE)


def fit_track(tracks, odds):
    """Slope and offset that turn a track's summary into the log-odds of its having vocals; both kinds count half."""
    v = np.array([t["vocal"] for t in tracks])
    w = np.where(v == 1, 0.5 / v.sum(), 0.5 / (1 - v).sum())
    slope, offset = logistic(np.array([[summary(f)] for f in odds]), v, w, TRACK_RIDGE)
    return np.array([slope[0], offset])


def probability(track_model, f):
    return 1 / (1 + np.exp(-(track_model[0] * summary(f) + track_model[1])))


def held_out_probabilities(tracks, odds, by):
    """The track's step, too, is fitted without the track's artist or package."""
    result = []
    for t, f in zip(tracks, odds):
        rest = [i for i, other in enumerate(tracks) if other[by] != t[by]]
        result.append(probability(fit_track([tracks[i] for i in rest], [odds[i] for i in rest]), f))
    return np.array(result)


def report(tracks, by):
    odds = held_out(tracks, by)
    v = np.array([t["vocal"] for t in tracks])
    p = held_out_probabilities(tracks, odds, by)
    within = [roc_auc_score(t["y"][t["y"] >= 0], f[t["y"] >= 0]) for t, f in zip(tracks, odds) if t["vocal"]]
    sung = np.concatenate([f[t["y"] == 1] for t, f in zip(tracks, odds) if t["vocal"]])
    unsung = np.concatenate([f[t["y"] == 0] for t, f in zip(tracks, odds) if t["vocal"]])
    played = np.concatenate([f for t, f in zip(tracks, odds) if not t["vocal"]])
    area = lambda a, b: roc_auc_score(np.r_[np.ones(len(a)), np.zeros(len(b))], np.r_[a, b])
    print(f"Held out by {by} and by package:")
    print(f"  segments, sung against unsung of the same song: AUC {np.mean(within):.3f}"
          f" ({min(within):.3f} to {max(within):.3f}); of all songs together {area(sung, unsung):.3f}")
    print(f"  segments, sung against instrumental music: AUC {area(sung, played):.3f};"
          f" taken for sung: {(sung > 0).mean():.3f} of the sung, {(unsung > 0).mean():.3f} of the songs' unsung,"
          f" {(played > 0).mean():.3f} of instrumental music")
    print(f"  tracks, probability: AUC {roc_auc_score(v, p):.3f}; above 0.5: {(p[v == 1] > 0.5).sum()} of {v.sum()}"
          f" sung, {(p[v == 0] > 0.5).sum()} of {(1 - v).sum()} instrumental")
    share = np.array([(f > 0).mean() for f in odds])
    print(f"  tracks, sung share: AUC {roc_auc_score(v, share):.3f}; instrumental mean {share[v == 0].mean():.3f},"
          f" 90% below {np.quantile(share[v == 0], 0.9):.3f}")
    for t, value, s in zip(tracks, p, share):
        if t["vocal"]:
            print(f"    {t['song']}: probability {value:.3f}, sung share {s:.2f} (labelled {(t['y'] == 1).mean():.2f})")
    order = np.argsort(-p)
    print("  instrumental, most voice-like: " + "; ".join(
        f"{'/'.join(pathlib.Path(tracks[i]['path']).parts[-2:])} {p[i]:.2f}" for i in order if v[i] == 0)[:900])
    return odds, p


def safetensors(tensors, metadata):
    header, body = {"__metadata__": metadata}, b""
    for name in sorted(tensors):
        values = np.ascontiguousarray(tensors[name], dtype="<f4")
        header[name] = {"dtype": "F32", "shape": list(values.shape),
                        "data_offsets": [len(body), len(body) + values.nbytes]}
        body += values.tobytes()
    text = json.dumps(header, sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path,
                        default=os.environ.get("SEGUE_DATA", ROOT.parent / "shared" / "data"))
    parser.add_argument("--music", type=pathlib.Path, required=True, help="folder of unpacked Debian packages")
    parser.add_argument("--program", type=pathlib.Path,
                        default=ROOT / "build" / "voice" / "src" / "segue" / "audio" / "voice" / "voice_features")
    parser.add_argument("--table", type=pathlib.Path, help="keep the features here, or take them from here")
    parser.add_argument("--scores", type=pathlib.Path, help="write held-out probabilities here")
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()

    if arguments.table and arguments.table.exists():
        content = arguments.table.read_bytes()
    else:
        paths = files(pathlib.Path(arguments.data), arguments.music)
        content = subprocess.run([arguments.program, *paths], stdout=subprocess.PIPE, check=True).stdout
        if arguments.table:
            arguments.table.write_bytes(content)
    names, table = read_table(content)
    tracks = tracks_of(table, arguments.music)
    print(f"{sum(t['vocal'] for t in tracks)} songs, {sum(1 - t['vocal'] for t in tracks)} instrumental pieces,"
          f" {len(names)} features")

    report(tracks, "song")
    odds, p = report(tracks, "artist")
    if arguments.scores:
        arguments.scores.write_text("".join(
            f"{t['vocal']} {value:.6f} {(f > 0).mean():.6f} {t['path']}\n" for t, value, f in zip(tracks, p, odds)))

    model = fit(tracks) | {"track": fit_track(tracks, odds)}
    v = np.array([t["vocal"] for t in tracks])
    metadata = {"kind": "voice", "version": "1", "recipe": "tools/fit_voice_model.py", "seed": "none",
                "training_data": "8 songs with timed syllables (UltraStar), instrumental music of 9 Debian packages",
                "features": ",".join(names), "metrics": f"track AUC held out by artist {roc_auc_score(v, p):.3f}"}
    content = safetensors(model, metadata)
    target = ROOT / "models" / "voice" / "voice.safetensors"
    if arguments.check:
        same = target.exists() and target.read_bytes() == content
        print(f"{target.relative_to(ROOT)} is {'' if same else 'not '}what these files give")
        sys.exit(0 if same else 1)
    target.write_bytes(content)
    print(f"wrote {target.relative_to(ROOT)}, {len(content)} bytes")


if __name__ == "__main__":
    main()
