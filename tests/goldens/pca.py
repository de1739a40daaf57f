#!/usr/bin/env python3
"""Prints tests/goldens/pca.json: principal components by scikit-learn.  Usage: pca.py > pca.json"""
import json

import numpy as np
from sklearn.decomposition import PCA

rng = np.random.default_rng(7)
rows = (rng.normal(size=(15, 3)) @ rng.normal(size=(3, 5)) + 0.3 * rng.normal(size=(15, 5)) + 2).astype("f4")
pca = PCA(4, svd_solver="full").fit(rows.astype("f8"))
print(json.dumps({"rows": [[float(f"{v:.9g}") for v in r] for r in rows], "mean": pca.mean_.tolist(),
                  "components": pca.components_.tolist(),
                  "explained_variance_ratio": pca.explained_variance_ratio_.tolist(),
                  "transformed": pca.transform(rows.astype("f8")).tolist()}))
