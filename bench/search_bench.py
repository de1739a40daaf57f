#!/usr/bin/env python3
"""The networks of `segue search --preset report`: segue's training step beside python3-torch's, in the same run.

Same layers, batch (32), optimiser and number of steps, one thread each; the two take turns, so that whatever else the
machine does falls on both; medians and their ratio. The lyrics' vectors are 13,000 x 768 of rank 64 with noise, seeded.
Variables that hold OpenBLAS to an older processor are taken out of torch's environment.
Usage: search_bench.py TRAIN_BENCH DENSE_BENCH [ROUNDS]        see search.sh
"""
import json
import os
import statistics
import subprocess
import sys

for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    if os.environ.pop(variable, None) is not None:
        os.execv(sys.executable, [sys.executable, *sys.argv])

import torch

from torch_training import microseconds_a_step, network

# inputs, hidden layers, latent, activations in turn, our steps and torch's of a round
TABULAR = [
    ([15, 10, 5], 4, ["relu"]), ([20, 10], 5, ["sigmoid", "relu"]), ([20, 18, 12, 6], 4, ["tanh"]),
    ([24, 20, 16, 12, 8, 4, 2], 1, ["relu"]), ([20, 16], 10, ["relu"]), ([20, 18, 12, 6], 2, ["sigmoid"]),
]
LYRICS = [
    ([500, 200, 100], 30, ["relu"]), ([200, 150, 100, 50, 10], 5, ["sigmoid", "relu"]),
    ([250, 200, 175, 125, 50, 25], 15, ["relu"]), ([225, 150, 50, 15], 1, ["tanh"]), ([200, 100], 50, ["relu"]),
    ([100, 75, 25, 15, 5], 2, ["sigmoid"]),
]
TABLES = [("tabular", 26, 26000, 20000, 300, TABULAR), ("lyrics", 768, 13000, 300, 60, LYRICS)]
BATCH = 32


def ours(program, inputs, layers, latent, activations, steps):
    pattern = " ".join(["alternate", *activations] if len(activations) > 1 else activations)
    command = [program, str(inputs), ",".join(map(str, layers)), str(latent), pattern, str(BATCH), str(steps)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["us_per_step"]


def theirs(rows, layers, latent, activations, steps):
    torch.manual_seed(0)
    return microseconds_a_step(network(rows.shape[1], layers, latent, activations), rows, BATCH, steps, warm=10)


def main():
    program, dense = sys.argv[1], sys.argv[2]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    torch.set_num_threads(1)
    torch.manual_seed(0)
    print(f"torch {torch.__version__}, batch {BATCH}, one thread each, {rounds} rounds in turns, medians")
    for table, inputs, count, our_steps, torch_steps, networks in TABLES:
        rows = torch.rand(count, inputs)
        if table == "lyrics":
            rows = torch.randn(count, 64) @ torch.randn(64, inputs) / 8 + 0.3 * torch.randn(count, inputs)
        total = {"segue": 0.0, "torch": 0.0}
        for layers, latent, activations in networks:
            runs = {"segue": [], "torch": []}
            for _ in range(rounds):
                runs["segue"].append(ours(program, inputs, layers, latent, activations, our_steps))
                runs["torch"].append(theirs(rows, layers, latent, activations, torch_steps))
            us = {name: statistics.median(values) for name, values in runs.items()}
            for name in total:
                total[name] += us[name]
            title = f"{inputs}-{'-'.join(map(str, [*layers, latent]))} {','.join(activations)}"
            print(f"{table:8s}{title:48s} segue {us['segue']:8.1f} us/step   torch {us['torch']:8.1f}"
                  f"   {us['torch'] / us['segue']:6.1f}x", flush=True)
        print(f"{table:8s}{'all six':48s} segue {total['segue']:8.1f} us/step   torch {total['torch']:8.1f}"
              f"   {total['torch'] / total['segue']:6.1f}x", flush=True)
    result = json.loads(subprocess.run([dense], check=True, capture_output=True, text=True).stdout)
    print(f"\nproducts of a step (forward, by input, by weights) as shares of the peak of a register loop "
          f"({result['peak_gflops']} GFLOP/s); Adam and gathering apart")
    for layer in result["layers"]:
        print(f"{layer['inputs']:5d} x {layer['outputs']:<5d} {layer['forward']:.2f} {layer['backward_input']:.2f} "
              f"{layer['backward_weights']:.2f}   all {layer['products']:.2f}   products {layer['products_us']:7.1f} us   "
              f"Adam {layer['adam_us']:6.1f} us")
    print(f"gathering a batch of {BATCH} x 768: {result['gather_us']} us")


main()
