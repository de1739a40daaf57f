#!/usr/bin/env python3
"""Makes numeric_statistics.json: what numpy and the standard library say to the inputs of tests/numeric/statistics_test.cpp.

    python3 tests/goldens/numeric_statistics.py > tests/goldens/numeric_statistics.json
"""
import json
from statistics import NormalDist

import numpy as np

rng = np.random.default_rng(20)
samples = {
    "one": [3.25],
    "two": [-1.0, 2.0],
    "ties": [1.0, 1.0, 2.0, 2.0, 2.0, 5.0],
    "far_from_zero": [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16],
    "normal": rng.normal(size=101).tolist(),
    "heavy_tail": rng.standard_cauchy(size=64).tolist(),
    "zeros_and_ones": (rng.random(50) < 0.3).astype(float).tolist(),
}
probabilities = [0.0, 0.001, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.62, 0.75, 0.9, 0.999, 1.0]
cases = []
for name, values in samples.items():
    x = np.array(values)
    cases.append({
        "name": name,
        "values": values,
        "mean": float(np.mean(x)),
        "variance": float(np.var(x)),
        "ci95": float(1.96 * np.std(x) / np.sqrt(len(x))),
        "quantiles": [float(np.quantile(x, q)) for q in probabilities],
    })

# Wichura's AS 241, accurate to about 1e-16.
normal = NormalDist()
points = [1e-300, 1e-200, 1e-100, 1e-30, 1e-16, 1e-10, 1e-6, 1e-4, 0.001, 0.01, 0.02, 0.02424, 0.02425, 0.02426, 0.025,
          0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.45, 0.49, 0.4999, 0.499999999, 0.5, 0.500000001, 0.5001, 0.51, 0.6, 0.75,
          0.9, 0.95, 0.97574, 0.97575, 0.97576, 0.98, 0.99, 0.999, 0.999999, 1 - 1e-12, 1 - 2**-53]
print(json.dumps({
    "probabilities": probabilities,
    "cases": cases,
    "normal_quantiles": [[p, normal.inv_cdf(p)] for p in points],
}, indent=1))
