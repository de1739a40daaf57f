#!/usr/bin/env python3
"""Fits models/sound/regressors.safetensors: the Echo Nest's numbers for how a song feels, from descriptors of its sound.

    tools/fit_sound_models.py            fits, prints the cross-validation, writes the weights
    tools/fit_sound_models.py --check    the same, but writes nothing

Needs numpy, scipy and scikit-learn, and audio/fma_echonest_librosa.csv in the folder of the data ($SEGUE_DATA or
--data; else ../shared/data beside the checkout): the Free Music Archive's librosa means beside the Echo Nest's numbers.
The same data gives the same bytes. models/sound/README.md tells what comes out and how far it may be trusted.
"""
import argparse
import json
import os
import pathlib
import struct

for library in ("OPENBLAS", "OMP", "MKL"):  # one thread: one order of sums, so the same bytes
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np
import pandas as pd
from scipy.linalg import solve_triangular
from scipy.stats import norm, spearmanr
from sklearn.covariance import LedoitWolf
from sklearn.model_selection import GroupKFold
from sklearn.svm import SVR

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGETS = ["energy", "acousticness", "danceability", "instrumentalness", "speechiness", "valence"]


def numbered(name, count):
    return [name] + [f"{name}.{i}" for i in range(1, count)]


# In the order of segue::audio::Descriptors: means over the frames of a track.
INPUTS = numbered("mfcc", 20) + numbered("spectral_contrast", 7) + [
    "spectral_centroid", "spectral_bandwidth", "spectral_rolloff", "rmse", "zcr"]
RMS, MFCC_0 = INPUTS.index("rmse"), 0

# Every input becomes a rank-normal score: piecewise linear between 101 quantiles of the training data, held at +-2.5
# outside. Whatever comes in, a model never sees a value beyond those it was fitted to.
PROBABILITIES = np.linspace(0, 1, 101)
SCORES = np.clip(norm.ppf(PROBABILITIES), -2.5, 2.5)

# Kernel ridge regression (the mean of a Gaussian process). Distances and products are divided by the number of inputs:
# kernel(a, b) = linear * a.b + (gamma > 0) * exp(-gamma * |a - b|^(2 power)).
KERNELS = [(1.0, 0.0, 1.0)]  # plain ridge regression
KERNELS += [(0.0, gamma, 1.0) for gamma in (0.06, 0.12, 0.25, 0.5)]
KERNELS += [(0.3, gamma, 1.0) for gamma in (0.12, 0.25)]
KERNELS += [(0.0, gamma, 0.5) for gamma in (0.25, 0.5)]
RIDGES = [0.1, 0.3, 1.0, 3.0, 10.0]
# Targets crowd at 0 and 1; in log-odds (of the value drawn in by this much) they spread.
LOGIT_MARGIN = 0.02
SHAPES = [0.0, 1.0]  # 1: fitted in log-odds
CANDIDATES = [(k, s, r) for k in range(len(KERNELS)) for s in range(len(SHAPES)) for r in range(len(RIDGES))]


def quantiles(x):
    """[inputs][101], float32 as they are stored."""
    return np.quantile(x, PROBABILITIES, axis=0).T.astype("f4").astype("f8")


def scores(x, knots):
    return np.stack([np.interp(x[:, i], knots[i], SCORES) for i in range(x.shape[1])], axis=1)


def kernel(a, b, linear, gamma, power):
    n = a.shape[1]
    products = a @ b.T
    result = linear * products / n
    if gamma > 0:
        squares = np.maximum((a ** 2).sum(1)[:, None] + (b ** 2).sum(1)[None, :] - 2 * products, 0) / n
        result = result + np.exp(-gamma * squares ** power)
    return result


def spread(y, shape):
    return y if shape == 0 else np.log((y + LOGIT_MARGIN) / (1 + LOGIT_MARGIN - y))


def gathered(p, shape):
    if shape != 0:
        p = (1 + 2 * LOGIT_MARGIN) / (1 + np.exp(-p)) - LOGIT_MARGIN
    return np.clip(p, 0, 1)


def predictions(x, y, train, test):
    """Of every candidate for every target: [candidate][row of test][target]."""
    knots = quantiles(x[train])
    a, b = scores(x[train], knots), scores(x[test], knots)
    result = np.empty((len(CANDIDATES), len(test), y.shape[1]))
    position = 0
    for parameters in KERNELS:
        eigenvalues, vectors = np.linalg.eigh(kernel(a, a, *parameters))
        towards = kernel(b, a, *parameters) @ vectors
        for shape in SHAPES:
            wanted = spread(y[train], shape)
            means = wanted.mean(axis=0)
            turned = vectors.T @ (wanted - means)
            for ridge in RIDGES:
                result[position] = gathered(towards @ (turned / (eigenvalues + ridge)[:, None]) + means, shape)
                position += 1
    return result


def r2(y, p):
    return 1 - ((y - p) ** 2).sum(axis=0) / ((y - y.mean(axis=0)) ** 2).sum(axis=0)


def cross_validated(x, y, groups, folds):
    """Of every candidate, held out: [candidate][row][target]."""
    result = np.empty((len(CANDIDATES),) + y.shape)
    for train, test in GroupKFold(folds).split(x, groups=groups):
        result[:, test] = predictions(x, y, train, test)
    return result


def chosen(x, y, groups, folds, allowed):
    """The best of the allowed candidates for each target, by grouped cross-validation."""
    held_out = cross_validated(x, y, groups, folds)
    errors = ((held_out - y) ** 2).sum(axis=1)
    return [min(allowed, key=lambda c: errors[c, t]) for t in range(y.shape[1])]


def nested(x, y, groups, families):
    """Held-out predictions of each family of candidates; within each fold the candidate is chosen by inner folds."""
    results = [np.empty(y.shape) for _ in families]
    for train, test in GroupKFold(10).split(x, groups=groups):
        outer = predictions(x, y, train, test)
        held_out = cross_validated(x[train], y[train], groups[train], 5)
        errors = ((held_out - y[train]) ** 2).sum(axis=1)
        for result, allowed in zip(results, families):
            for t in range(y.shape[1]):
                result[test, t] = outer[min(allowed, key=lambda c: errors[c, t]), :, t]
    return results


def reference(x, y, groups):
    """The mean, the median, and a support vector machine with fixed parameters, held out."""
    mean, median, machine = np.empty(y.shape), np.empty(y.shape), np.empty(y.shape)
    for train, test in GroupKFold(10).split(x, groups=groups):
        mean[test] = y[train].mean(axis=0)
        median[test] = np.median(y[train], axis=0)
        knots = quantiles(x[train])
        a, b = scores(x[train], knots), scores(x[test], knots)
        for t in range(y.shape[1]):
            fitted = SVR(C=0.5, gamma=0.25 / x.shape[1], epsilon=0.05).fit(a, y[train, t])
            machine[test, t] = np.clip(fitted.predict(b), 0, 1)
    return mean, median, machine


class Familiarity:
    """Mahalanobis distance from the training data, its covariance shrunk (Ledoit & Wolf 2004)."""

    def __init__(self, x):
        self.mean, self.std = x.mean(axis=0), x.std(axis=0)
        covariance = LedoitWolf().fit((x - self.mean) / self.std).covariance_
        self.whitening = solve_triangular(np.linalg.cholesky(covariance), np.eye(x.shape[1]), lower=True)

    def distance(self, x):
        return np.sqrt(((((x - self.mean) / self.std) @ self.whitening.T) ** 2).sum(axis=1))


def familiar_distance(x, groups):
    """What 95% of tracks keep within, seen from the tracks of other albums."""
    distances = np.empty(len(x))
    for train, test in GroupKFold(10).split(x, groups=groups):
        distances[test] = Familiarity(x[train]).distance(x[test])
    return np.quantile(distances, 0.95)


def louder(x, decibels):
    """The inputs of the same tracks at another level, but for what the floor of the spectrum hides."""
    result = x.copy()
    result[:, RMS] *= 10 ** (decibels / 20)
    result[:, MFCC_0] += decibels * np.sqrt(128)  # 128 mel bands, orthonormal cosine transform
    return result


def safetensors(metadata, tensors):
    """The bytes of a document of float32 tensors, names sorted, header padded with spaces to 8 bytes."""
    header, position = {"__metadata__": metadata}, 0
    data = b""
    for name in sorted(tensors):
        values = np.ascontiguousarray(tensors[name], dtype="<f4")
        header[name] = {"dtype": "F32", "shape": list(values.shape),
                        "data_offsets": [position, position + values.nbytes]}
        position += values.nbytes
        data += values.tobytes()
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def fit(x, y, choice, scales):
    """The weights on all tracks, and a function that predicts by them."""
    knots = quantiles(x)
    anchors = scores(x, knots).astype("f4").astype("f8")
    familiarity, distance, explained = scales
    tensors = {"quantiles": knots, "scores": SCORES, "anchors": anchors, "familiar.mean": familiarity.mean,
               "familiar.std": familiarity.std, "familiar.whitening": familiarity.whitening,
               "familiar.distance": np.array([distance])}
    for t, target in enumerate(TARGETS):
        k, s, r = CANDIDATES[choice[t]]
        linear, gamma, power = KERNELS[k]
        wanted = spread(y[:, t], SHAPES[s])
        system = kernel(anchors, anchors, linear, gamma, power) + RIDGES[r] * np.eye(len(x))
        tensors[f"{target}.dual"] = np.linalg.solve(system, wanted - wanted.mean())
        tensors[f"{target}.model"] = np.array(
            [linear, gamma, power, wanted.mean(), SHAPES[s] * LOGIT_MARGIN, max(0.0, explained[t])])

    def predict(rows):
        z = scores(rows, knots)
        result = np.empty((len(rows), len(TARGETS)))
        for t, target in enumerate(TARGETS):
            linear, gamma, power, mean, margin, _ = tensors[f"{target}.model"]
            values = kernel(z, anchors, linear, gamma, power) @ tensors[f"{target}.dual"] + mean
            result[:, t] = gathered(values, 1.0 if margin > 0 else 0.0)
        return result

    return tensors, predict


def runs(track_ids, gap):
    """Tracks of an album were uploaded one after another: runs of ids with gaps of at most `gap` are one group."""
    return np.cumsum(np.r_[0, np.diff(track_ids) > gap])


def load(folder):
    path = folder / "audio" / "fma_echonest_librosa.csv"
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; name the folder of the data with --data or SEGUE_DATA.")
    table = pd.read_csv(path).dropna(subset=INPUTS + TARGETS).sort_values("track_id")
    return table["track_id"].to_numpy(), table[INPUTS].to_numpy(), table[TARGETS].to_numpy()


def rank_correlation(a, b):
    return float(spearmanr(a, b)[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("SEGUE_DATA", ROOT / ".." / "shared" / "data")))
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "models" / "sound" / "regressors.safetensors")
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()

    track_ids, x, y = load(arguments.data)
    groups = runs(track_ids, 2)
    print(f"{len(x)} tracks, {groups[-1] + 1} groups, {len(INPUTS)} inputs, {len(CANDIDATES)} candidates")

    everything = list(range(len(CANDIDATES)))
    ridge = [c for c in everything if KERNELS[CANDIDATES[c][0]][1] == 0 and CANDIDATES[c][1] == 0]
    held_out, held_out_ridge = nested(x, y, groups, [everything, ridge])
    mean, median, machine = reference(x, y, groups)
    wide_groups = runs(track_ids, 20)
    wide, = nested(x, y, wide_groups, [everything])
    explained, wide_explained = r2(y, held_out), r2(y, wide)
    choice = chosen(x, y, groups, 10, everything)

    print(f"\nheld out by album (nested cross-validation); the constant is the mean for R2, the median for MAE;\n"
          f"'apart': {wide_groups[-1] + 1} groups with gaps of 20 ids\n")
    print(f"{'':17}{'R2':>6}{'rank':>6}{'MAE':>6} |{'constant R2':>12}{'MAE':>6} |{'ridge R2':>9} |{'SVR R2':>7} |"
          f"{'apart R2':>9} | chosen on all tracks")
    for t, target in enumerate(TARGETS):
        k, s, r = CANDIDATES[choice[t]]
        linear, gamma, power = KERNELS[k]
        print(f"{target:17}{explained[t]:6.2f}{rank_correlation(y[:, t], held_out[:, t]):6.2f}"
              f"{np.abs(y[:, t] - held_out[:, t]).mean():6.3f} |{r2(y, mean)[t]:12.2f}"
              f"{np.abs(y[:, t] - median[:, t]).mean():6.3f} |{r2(y, held_out_ridge)[t]:9.2f} |"
              f"{r2(y, machine)[t]:7.2f} |{wide_explained[t]:9.2f} | linear {linear} gamma {gamma} power {power} "
              f"{'log-odds' if SHAPES[s] else 'plain'} ridge {RIDGES[r]}")

    distance = familiar_distance(x, groups)
    tensors, predict = fit(x, y, choice, (Familiarity(x), distance, explained))
    print(f"\nfamiliar within a distance of {distance:.2f}; mean change of a prediction when only the level changes:")
    for decibels in (-12, -6, 6, 12):
        change = (predict(louder(x, decibels)) - predict(x)).mean(axis=0)
        print(f"{decibels:+4} dB  " + "  ".join(f"{t} {c:+.3f}" for t, c in zip(TARGETS, change)))

    metadata = {
        "kind": "segue.sound_regressors", "version": "1", "inputs": " ".join(INPUTS), "targets": " ".join(TARGETS),
        "training_data": "Free Music Archive metadata (CC BY 4.0): librosa features and Echo Nest numbers of "
                         f"{len(x)} tracks",
        "seed": "none: nothing is drawn at random",
        "cross_validation": "R2 by album: " + ", ".join(f"{t} {e:.3f}" for t, e in zip(TARGETS, explained))}
    document = safetensors(metadata, tensors)
    if arguments.check:
        same = arguments.out.is_file() and arguments.out.read_bytes() == document
        print(f"\n{len(document)} bytes, not written; {arguments.out} {'is the same' if same else 'differs'}")
    else:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_bytes(document)
        print(f"\n{len(document)} bytes written to {arguments.out}")


if __name__ == "__main__":
    main()
