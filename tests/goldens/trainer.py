#!/usr/bin/env python3
"""Writes trainer.safetensors: training runs by PyTorch that segue's trainer must repeat step by step.

Per case: the rows, the mask of known values, the batches in their order, the initial parameters, the loss of every step
(before it), the gradient of the first step and the parameters after the last. In double, so that only segue rounds.
Needs Debian's python3-torch.  Usage: trainer.py [OUTPUT]
"""
import json
import pathlib
import struct
import sys

import numpy as np
import torch
from torch import nn

ACTIVATIONS = {
    "linear": nn.Identity, "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "elu": nn.ELU, "gelu": nn.GELU,
}
# name: inputs, layers, activations, latent, rows, batch, epochs
CASES = {
    "linear": (6, [5], ["linear"], 3, 40, 7, 3),
    "relu": (6, [9, 5], ["relu", "relu"], 3, 40, 16, 3),
    "tanh": (6, [5, 4], ["tanh", "tanh"], 2, 40, 17, 3),
    "sigmoid": (6, [5, 4], ["sigmoid", "sigmoid"], 3, 40, 40, 5),
    "elu": (7, [6, 5], ["elu", "elu"], 3, 40, 33, 3),
    "gelu": (7, [6, 5], ["gelu", "gelu"], 3, 40, 5, 2),
    "mixed": (11, [9, 8, 7, 6, 5], ["gelu", "relu", "elu", "sigmoid", "tanh"], 4, 50, 32, 4),
    "no_hidden": (5, [], [], 2, 20, 1, 1),
    "report": (26, [20, 18, 12, 6], ["tanh"] * 4, 4, 70, 32, 4),
}


def build(inputs, layers, activations, latent):
    sizes = [inputs, *layers, latent]
    encoder = [m for a, b, f in zip(sizes, sizes[1:], activations) for m in (nn.Linear(a, b), ACTIVATIONS[f]())]
    encoder.append(nn.Linear(sizes[-2], latent))
    back, functions = sizes[::-1], activations[::-1]
    decoder = [m for a, b, f in zip(back, back[1:], functions) for m in (nn.Linear(a, b), ACTIVATIONS[f]())]
    decoder.append(nn.Linear(back[-2], inputs))
    return nn.Sequential(*encoder, *decoder)


def flat(tensors):
    return np.concatenate([t.detach().numpy().ravel() for t in tensors])


def run(case, seed):
    inputs, layers, activations, latent, n, batch, epochs = case
    torch.manual_seed(seed)
    net = build(inputs, layers, activations, latent)
    initial = flat(net.parameters()).astype("f4")
    net = net.double()  # of the float initial values
    rows = torch.rand(n, inputs).float().double()
    known = (torch.rand(n, inputs) > 0.2).double()
    known[:2] = 0  # two songs of which nothing is known; alone in a batch they teach nothing
    adam = torch.optim.Adam(net.parameters(), lr=1e-2)
    batches, losses, first_gradient = [], [], None
    for _ in range(epochs):
        for b in torch.randperm(n).split(batch):
            m = known[b]
            loss = (m * (net(rows[b]) - rows[b]) ** 2).sum() / m.sum().clamp(min=1)
            adam.zero_grad()
            loss.backward()
            if first_gradient is None:
                first_gradient = flat([p.grad for p in net.parameters()])
            adam.step()
            losses.append(loss.item())
            batches += b.tolist()
    return {"rows": rows.numpy(), "known": known.numpy(), "batches": np.array(batches), "losses": np.array(losses),
            "initial": initial, "first_gradient": first_gradient, "final": flat(net.parameters())}


def main():
    default = pathlib.Path(__file__).with_suffix(".safetensors")
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    header, data = {"__metadata__": {}}, b""
    for seed, (name, case) in enumerate(CASES.items()):
        inputs, layers, activations, latent, n, batch, _ = case
        header["__metadata__"][name] = " ".join([
            str(inputs), ",".join(map(str, layers)) or "-", ",".join(activations) or "-", str(latent), str(n), str(batch)])
        for key, value in run(case, seed).items():
            raw = np.ascontiguousarray(value, "<f4")
            header[f"{name}.{key}"] = {"dtype": "F32", "shape": list(raw.shape),
                                       "data_offsets": [len(data), len(data) + raw.nbytes]}
            data += raw.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    output.write_bytes(struct.pack("<Q", len(text)) + text + data)


main()
