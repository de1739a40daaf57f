#!/usr/bin/env python3
"""Makes scalers.json: what scikit-learn's scalers give for small tables, to compare ours with.

Needs Debian's python3-sklearn; run in this folder. Values are multiples of 1/256, so that float32 holds them exactly.
"""
import json

import numpy as np
from sklearn.preprocessing import MinMaxScaler, QuantileTransformer, StandardScaler

rng = np.random.default_rng(20)


def exact(values):
    return np.round(np.asarray(values) * 256) / 256


def case(rows, other, quantiles):
    quantile = QuantileTransformer(n_quantiles=quantiles, output_distribution="normal", subsample=10**9).fit(rows)
    # numpy's percentiles carry noise of 1e-16, which makes some tied quantiles unequal: ours do not.
    quantile.quantiles_ = np.round(quantile.quantiles_, 9)
    scalers = {"min_max": MinMaxScaler().fit(rows), "z_score": StandardScaler().fit(rows), "quantile": quantile}
    result = {"quantiles": quantiles, "rows": rows.tolist(), "other": other.tolist()}
    for name, scaler in scalers.items():
        result[name] = np.round(scaler.transform(rows), 6).tolist()
        result[name + "_other"] = np.round(scaler.transform(other), 6).tolist()
    return result


def table(n):
    loudness = exact(rng.normal(-7, 3, n))
    key = rng.integers(0, 12, n).astype(float)
    instrumentalness = exact(np.where(rng.random(n) < 0.6, 0, rng.random(n)))  # most at the least value
    many_in_the_middle = exact(np.where(rng.random(n) < 0.5, 0.5, rng.random(n)))
    return np.c_[loudness, key, instrumentalness, many_in_the_middle]


few = table(40)  # fewer rows than quantiles
many = table(150)  # more rows than quantiles
outside = np.array([[-1000, -1, -0.5, -1], [1000, 12, 2, 2], [-7, 3.5, 0.25, 0.5]])
document = [case(few, outside, 1000), case(many, table(10), 20), case(np.c_[exact(rng.random(30)), np.full(30, 4.0)],
            np.array([[0.5, 4.0], [0.25, 3.0], [0.75, 5.0]]), 1000)]
with open("scalers.json", "w", encoding="utf-8") as file:
    json.dump(document, file, separators=(",", ":"))
    file.write("\n")
