"""The rival of bench/train_bench.py and bench/search_bench.py: an autoencoder in python3-torch, and the loop a Keras
user's fit() amounts to: gather a shuffled batch, forward, mean squared error, zero_grad, backward, Adam; float32."""
import time

import torch
from torch import nn

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "elu": nn.ELU, "gelu": nn.GELU, "sigmoid": nn.Sigmoid}


def network(inputs, layers, latent, activations):
    """`activations` are taken in turn, layer by layer; none after the latent and the output."""
    sizes = [inputs, *layers, latent, *layers[::-1], inputs]
    names = [activations[k % len(activations)] for k in range(len(layers))]
    after = [*names, None, *names[::-1], None]
    modules = []
    for a, b, activation in zip(sizes, sizes[1:], after):
        modules.append(nn.Linear(a, b))
        if activation:
            modules.append(ACTIVATIONS[activation]())
    return nn.Sequential(*modules)


def microseconds_a_step(net, rows, batch_size, steps, warm):
    """Mean over `steps` after `warm` others."""
    adam = torch.optim.Adam(net.parameters(), 1e-3)
    epochs = -(-(steps + warm) * batch_size // len(rows))
    batches = [batch for _ in range(epochs) for batch in torch.randperm(len(rows)).split(batch_size)]
    for step, batch in enumerate(batches[:steps + warm]):
        if step == warm:
            begin = time.perf_counter()
        x = rows[batch]
        loss = nn.functional.mse_loss(net(x), x)
        adam.zero_grad()
        loss.backward()
        adam.step()
    return (time.perf_counter() - begin) / steps * 1e6
