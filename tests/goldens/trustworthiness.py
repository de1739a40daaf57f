#!/usr/bin/env python3
"""Prints tests/goldens/trustworthiness.json: scikit-learn's trustworthiness.  Usage: trustworthiness.py > FILE"""
import json

import numpy as np
from sklearn.manifold import trustworthiness

rng = np.random.default_rng(3)
before = rng.normal(size=(40, 6)).astype("f4")
latents = (before[:, :2] + 0.5 * rng.normal(size=(40, 2))).astype("f4")


def rows(matrix):
    return [[float(f"{v:.9g}") for v in row] for row in matrix]


print(json.dumps({"before": rows(before), "latents": rows(latents),
                  "trustworthiness": {k: trustworthiness(before.astype("f8"), latents.astype("f8"), n_neighbors=k)
                                      for k in (1, 5, 10)}}))
