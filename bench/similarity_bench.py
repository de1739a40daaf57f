"""Seconds to learn a similarity from a table of playlists: segue, and the same in python3-torch, in turns.

usage: similarity_bench.py SEGUE TABLE.csv ROUNDS

The rival trains what docs/similarity.md describes: as many networks of the same layers, the same batches (8 songs of each of
64 playlists), supervised contrastive loss, dropout, AdamW, one-cycle rate, 800 steps. Its inputs are the table's features as
normal scores with their waves, as many as segue's; it holds no playlists out, looks at no held-out loss and squeezes nothing,
so that it does less. Both losses are printed: they are the same kind of number, of almost the same thing.
"""
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import torch
from torch import nn

COLUMNS = ["danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness", "liveness", "valence",
           "tempo", "duration_ms"]
STEPS, LISTS, SONGS, TEMPERATURE = 800, 64, 8, 0.1


def read(table):
    """Rows of numbers, a song once; playlists as lists of rows."""
    row_of, rows, lists = {}, [], {}
    with open(table, newline="", encoding="utf-8") as source:
        for line in csv.DictReader(source):
            song = (line["track_name"].lower(), line["track_artist"].lower())
            if song not in row_of:
                row_of[song] = len(rows)
                rows.append([float(line[name]) for name in COLUMNS] + [float(line["track_album_release_date"][:4])])
            lists.setdefault(line["playlist_id"], set()).add(row_of[song])
    return np.array(rows), [np.array(sorted(songs)) for songs in lists.values() if len(songs) >= SONGS]


def inputs_of(rows, width):
    """Normal scores and waves of the ranks, cut or filled to `width` columns."""
    share = (rows.argsort(0).argsort(0) + 0.5) / len(rows)
    scores = torch.special.ndtri(torch.tensor(share)).clamp(-3, 3)
    waves = [f(np.pi * k * share) / 2 for k in range(1, 17) for f in (np.sin, np.cos)]
    return torch.cat([scores, torch.tensor(np.concatenate(waves, 1))], 1)[:, :width].float().contiguous()


def train_one(x, lists, layers, outputs, seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    modules, size = [], x.shape[1]
    for units in layers:
        modules += [nn.Linear(size, units), nn.GELU(), nn.Dropout(0.3)]
        size = units
    net = nn.Sequential(*modules, nn.Linear(size, outputs))
    adam = torch.optim.AdamW(net.parameters(), weight_decay=0.3)
    rate = torch.optim.lr_scheduler.OneCycleLR(adam, 3e-3, total_steps=STEPS)
    weight = np.array([len(songs) for songs in lists], float)
    weight /= weight.sum()
    in_lists = [set() for _ in range(len(x))]
    for i, songs in enumerate(lists):
        for song in songs:
            in_lists[song].add(i)
    shared = torch.zeros(len(x), len(lists))
    for song, of in enumerate(in_lists):
        shared[song, list(of)] = 1
    last = []
    for step in range(STEPS):
        picked = rng.choice(len(lists), LISTS, replace=False, p=weight)
        batch = np.concatenate([rng.choice(lists[i], SONGS, replace=False) for i in picked])
        z = nn.functional.normalize(net(x[batch]), dim=1)
        rows = shared[batch]
        itself = torch.tensor(batch[:, None] == batch[None, :])
        right = (rows @ rows.T > 0) & ~itself
        logits = (z @ z.T / TEMPERATURE).masked_fill(itself, -1e9)
        loss = -(torch.log_softmax(logits, 1) * right).sum(1) / right.sum(1).clamp(min=1)
        loss = loss.mean()
        adam.zero_grad()
        loss.backward()
        adam.step()
        rate.step()
        if step >= STEPS - 50:
            last.append(loss.item())
    return statistics.mean(last)


def main():
    segue, table, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        env = dict(os.environ, SEGUE_CATALOG=os.path.join(folder, "catalog.db"))
        run = lambda *arguments: subprocess.run([segue, *arguments], env=env, check=True, capture_output=True, text=True)
        run("import", table)
        rows, lists = read(table)
        threads = len(os.sched_getaffinity(0))
        torch.set_num_threads(threads)
        for _ in range(rounds):
            begin = time.perf_counter()
            said = run("train", "--similarity", "learned", "--lyrics-weight", "0", "--clusters", "8", "--json")
            ours.append(time.perf_counter() - begin)
            recipe = json.loads(said.stdout)["recipe"]
            shape = recipe["network"]
            x = inputs_of(rows, shape["inputs"])
            begin = time.perf_counter()
            losses = [train_one(x, lists, shape["layers"], shape["outputs"], seed) for seed in range(shape["members"])]
            theirs.append(time.perf_counter() - begin)
            our_loss = statistics.mean(course["training_loss"][-1] for course in recipe["training"]["members"])
        print(f"{len(rows):,} songs, {len(lists)} playlists, {shape['members']} networks, {threads} threads, {rounds} rounds")
        print(f"segue train --similarity learned  {statistics.median(ours):6.1f} s  ({min(ours):.1f} to {max(ours):.1f})"
              f"   loss {our_loss:.3f}   asked: under 60 s")
        print(f"python3-torch                     {statistics.median(theirs):6.1f} s  ({min(theirs):.1f} to {max(theirs):.1f})"
              f"   loss {statistics.mean(losses):.3f}")
        ratios = sorted(b / a for a, b in zip(ours, theirs))
        print(f"torch / segue                     {statistics.median(ratios):6.2f}    ({ratios[0]:.2f} to {ratios[-1]:.2f})")


main()
