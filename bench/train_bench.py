#!/usr/bin/env python3
"""Training speed of segue's loop beside python3-torch's, for the same networks, in the same run.

The two take turns, so that whatever else the machine does falls on both; medians are printed. torch runs the loop a
Keras user's fit() amounts to: gather a shuffled batch, forward, mean squared error, zero_grad, backward, Adam; float32,
with one thread and with its default number of threads, the faster of the two counting.
Usage: train_bench.py PROGRAM [ROUNDS]        PROGRAM is the built train_bench; see train.sh
"""
import json
import statistics
import subprocess
import sys

import torch

from torch_training import microseconds_a_step, network

# name, inputs, hidden layers, latent, activation
NETWORKS = [
    ("report", 26, [20, 18, 12, 6], 4, "tanh"),
    ("default", 11, [32], 8, "gelu"),
]
ROWS, BATCH, OUR_STEPS, TORCH_STEPS = 21000, 32, 40000, 600


def ours(program, inputs, layers, latent, activation):
    command = [program, str(inputs), ",".join(map(str, layers)), str(latent), activation, str(BATCH), str(OUR_STEPS)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["us_per_step"]


def theirs(inputs, layers, latent, activation, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    net = network(inputs, layers, latent, [activation])
    return microseconds_a_step(net, torch.rand(ROWS, inputs), BATCH, TORCH_STEPS, warm=50)


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    default_threads = torch.get_num_threads()
    print(f"torch {torch.__version__}, batch {BATCH}, {rounds} rounds, medians (least to greatest)")
    print(f"{'network':42s} {'segue us/step':>24s} {'torch us/step':>24s} {'ratio':>7s}")
    for name, inputs, layers, latent, activation in NETWORKS:
        runs = {"segue": [], 1: [], default_threads: []}
        for _ in range(rounds):
            runs["segue"].append(ours(program, inputs, layers, latent, activation))
            for threads in {1, default_threads}:
                runs[threads].append(theirs(inputs, layers, latent, activation, threads))
        best = min({1, default_threads}, key=lambda threads: statistics.median(runs[threads]))
        cells = [f"{statistics.median(r):.1f} ({min(r):.1f} to {max(r):.1f})" for r in (runs["segue"], runs[best])]
        ratio = statistics.median(runs[best]) / statistics.median(runs["segue"])
        title = f"{name}: {inputs}-{'-'.join(map(str, [*layers, latent]))} {activation}"
        print(f"{title:42s} {cells[0]:>24s} {cells[1]:>24s} {ratio:6.0f}x", flush=True)


main()
