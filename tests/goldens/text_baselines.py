#!/usr/bin/env python3
"""Prints tests/goldens/text_baselines.json: TF-IDF, logistic regression, LSA and scores by scikit-learn and SciPy.
Usage: text_baselines.py > text_baselines.json"""
import json

import numpy as np
from scipy.stats import spearmanr
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, recall_score, roc_auc_score

WORDS = ["sun", "rain", "love", "tears", "dance", "night", "don't", "you", "and", "the", ":)", "!!!", "blue", "road"]
rng = np.random.default_rng(4)
texts, two, three = [], [], []
for i in range(60):
    mood = i % 3
    odds = np.ones(len(WORDS))
    odds[[0, 2, 4, 10] if mood == 2 else [1, 3, 5, 12] if mood == 0 else [6, 7, 13]] = 4
    texts.append(" ".join(rng.choice(WORDS, rng.integers(2, 12), p=odds / odds.sum())))
    two.append(int(mood > 0))
    three.append(mood)
texts.append("unheard of")  # terms of one text only: a row without entries

vectoriser = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"\S+")
rows = vectoriser.fit_transform(texts)
names = vectoriser.get_feature_names_out()
n = len(two)


def probabilities(labels, **options):
    model = LogisticRegression(solver="newton-cg", tol=1e-10, max_iter=10000, **options).fit(rows[:n], labels)
    return model.predict_proba(rows[:n]).tolist()


svd = TruncatedSVD(5, algorithm="arpack", random_state=0)
latent = svd.fit_transform(rows)
latent[:n] /= np.linalg.norm(latent[:n], axis=1, keepdims=True)
scores = np.round(rng.normal(size=40) + np.repeat([0, 0.7], 20), 1)  # rounded, so that there are ties
classes, answers = rng.integers(0, 3, 50), rng.integers(0, 3, 50)
other = np.round(scores + 2 * rng.normal(size=40))
print(json.dumps({
    "texts": texts, "two": two, "three": three, "terms": len(names),
    # The weights of each row, whatever columns they stand in.
    "weights": [sorted(row.data.tolist()) for row in rows],
    "gram": (rows @ rows.T).toarray()[:8].tolist(),
    "two_c1": probabilities(two, C=1.0), "two_balanced_c8": probabilities(two, C=8.0, class_weight="balanced"),
    "three_c2": probabilities(three, C=2.0),
    "lsa_gram": (latent @ latent.T)[:8].tolist(),
    "auc": {"labels": [0] * 20 + [1] * 20, "scores": scores.tolist(),
            "value": roc_auc_score([0] * 20 + [1] * 20, scores)},
    "spearman": {"other": other.tolist(), "value": spearmanr(scores, other).statistic},
    "classes": {"labels": classes.tolist(), "answers": answers.tolist(), "accuracy": accuracy_score(classes, answers),
                "macro_recall": recall_score(classes, answers, average="macro")}}))
