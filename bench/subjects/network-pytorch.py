"""Training steps of a network in PyTorch, eager, on the CPU: network-pytorch.py SimpleConvNet THREADS."""

import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy

name, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)


def conv(inputs, outputs, padding=1):
    return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU()]


def network():
    if name == "TwoLayerNet":
        return nn.Sequential(nn.Linear(784, 50), nn.ReLU(), nn.Linear(50, 10))
    if name == "SimpleConvNet":
        return nn.Sequential(
            nn.Conv2d(1, 30, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(30 * 12 * 12, 100), nn.ReLU(), nn.Linear(100, 10)
        )
    return nn.Sequential(
        *conv(1, 16), *conv(16, 16), nn.MaxPool2d(2),
        *conv(16, 32), *conv(32, 32, 2), nn.MaxPool2d(2),
        *conv(32, 64), *conv(64, 64), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1024, 50), nn.ReLU(), nn.Dropout(), nn.Linear(50, 10), nn.Dropout(),
    )  # fmt: skip


model = network()
flat = name == "TwoLayerNet"
x = torch.randn(100, 784) if flat else torch.randn(100, 1, 28, 28)
y = torch.arange(100) % 10
optimizer = torch.optim.SGD(model.parameters(), lr=0.1) if flat else torch.optim.Adam(model.parameters(), lr=0.001)


def step():
    loss = cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


print("ready", flush=True)
for line in sys.stdin:
    steps = int(line)
    start = time.perf_counter()
    for _ in range(steps):
        step()
    print((time.perf_counter() - start) * 1000 / steps, flush=True)
