#!/usr/bin/env python3
"""Prints tests/goldens/moods.json: what models/sound/regressors.safetensors says, computed by numpy.

Usage: moods.py > moods.json     Run it again whenever the weights were fitted anew.
The rows are invented: drawn about the quantiles of the training data, and beyond them.
"""
import json
import pathlib
import struct

import numpy as np

document = (pathlib.Path(__file__).resolve().parents[2] / "models/sound/regressors.safetensors").read_bytes()
length, = struct.unpack_from("<Q", document)
header = json.loads(document[8:8 + length])
header.pop("__metadata__")
weights = {name: np.frombuffer(document[8 + length + t["data_offsets"][0]:8 + length + t["data_offsets"][1]],
                               "<f4").reshape(t["shape"]).astype("f8") for name, t in header.items()}
TARGETS = ["energy", "acousticness", "danceability", "instrumentalness", "speechiness", "valence"]
quantiles = weights["quantiles"]
inputs = len(quantiles)

rng = np.random.default_rng(3)
rows = [np.array([np.interp(p, np.linspace(0, 1, 101), q) for p, q in zip(rng.uniform(0, 1, inputs), quantiles)])
        for _ in range(8)]
# Between a typical track and a drawn one: as near to the training data as real music.
rows += [0.8 * quantiles[:, 50] + 0.2 * row for row in rows[:4]]
rows += [quantiles[:, 50], quantiles[:, 0], quantiles[:, 100], np.zeros(inputs), np.full(inputs, 1e9),
         np.full(inputs, -1e9), quantiles[:, 7].copy(), quantiles[:, 50] + 3 * weights["familiar.std"]]


def answer(x):
    z = np.array([np.interp(v, q, weights["scores"]) for v, q in zip(x, quantiles)])
    products = weights["anchors"] @ z / inputs
    squares = ((weights["anchors"] - z) ** 2).sum(axis=1) / inputs
    distance = np.linalg.norm(weights["familiar.whitening"] @ ((x - weights["familiar.mean"]) / weights["familiar.std"]))
    familiar = min(1.0, (weights["familiar.distance"][0] / max(distance, 1e-30)) ** 2)
    result = {}
    for target in TARGETS:
        linear, gamma, power, mean, margin, explained = weights[target + ".model"]
        kernel = linear * products + (np.exp(-gamma * squares ** power) if gamma > 0 else 0)
        value = mean + weights[target + ".dual"] @ kernel
        if margin > 0:
            value = (1 + 2 * margin) / (1 + np.exp(-value)) - margin
        result[target] = [float(np.clip(value, 0, 1)), float(explained * familiar)]
    return result


print(json.dumps([{"inputs": [float(v) for v in row], **answer(row)} for row in rows], indent=0))
