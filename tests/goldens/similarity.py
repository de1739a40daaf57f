#!/usr/bin/env python3
"""Writes similarity.safetensors: contrastive training by PyTorch that segue's must repeat step by step.

Inputs, the playlists of each row, the batches, the initial parameters, the loss of every step (before it), the gradient
of the first step and the parameters after the last. torch.optim.AdamW, no dropout. In double, so that only segue rounds.
Needs Debian's python3-torch.  Usage: similarity.py [OUTPUT]
"""
import json
import pathlib
import struct
import sys

import numpy as np
import torch
from torch import nn

INPUTS, LAYERS, OUTPUTS, ROWS, BATCH, STEPS, PLAYLISTS = 9, [13, 10], 6, 200, 140, 4, 12
TEMPERATURE, RATE, DECAY = 0.1, 1e-2, 0.05

torch.manual_seed(7)
sizes = [INPUTS, *LAYERS]
net = nn.Sequential(*[m for a, b in zip(sizes, sizes[1:]) for m in (nn.Linear(a, b), nn.GELU())],
                    nn.Linear(sizes[-1], OUTPUTS))
flat = lambda tensors: np.concatenate([t.detach().numpy().ravel() for t in tensors])
initial = flat(net.parameters()).astype("f4")
net = net.double()
x = torch.randn(ROWS, INPUTS).float().double()
member = torch.rand(ROWS, PLAYLISTS) < 0.1
optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
batches, losses, first_gradient = [], [], None
for _ in range(STEPS):
    batch = torch.randperm(ROWS)[:BATCH].sort().values
    z = nn.functional.normalize(net(x[batch]), dim=1)
    m = member[batch].double()
    itself = torch.eye(BATCH, dtype=torch.bool)
    together = (m @ m.T > 0) & ~itself
    logits = (z @ z.T / TEMPERATURE).masked_fill(itself, -torch.inf)
    log_share = logits.log_softmax(1).masked_fill(itself, 0)
    asked = together.any(1)
    loss = (-(log_share * together).sum(1)[asked] / together.sum(1)[asked]).mean()
    optimiser.zero_grad()
    loss.backward()
    if first_gradient is None:
        first_gradient = flat(p.grad for p in net.parameters())
    optimiser.step()
    batches.append(batch.numpy())
    losses.append(loss.item())

tensors = {
    "inputs": x.numpy(), "member": member.numpy(), "batches": np.array(batches), "initial": initial,
    "losses": np.array(losses), "first_gradient": first_gradient, "final": flat(net.parameters()),
}
header, data = {"__metadata__": {"made_by": "tests/goldens/similarity.py, torch " + torch.__version__}}, b""
for key, value in sorted(tensors.items()):
    raw = value.astype("<f4").tobytes()
    header[key] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "similarity.safetensors"
output.write_bytes(struct.pack("<Q", len(text)) + text + data)
