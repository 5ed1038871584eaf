"""Prints what PyTorch's layers give: outputs, and gradients of sum(output * weights), in the layout of megagrad.

    python pytorch.py > pytorch.json

Parameters and inputs are waves, which the tests make again: element i of a tensor is sin(0.7 i + phase). Parameters have
the phases 1, 2, ... in the order of namedParameters(), times 0.5; inputs 0.1, 0.2, ...; the weights of the outputs 5, 6, ...
Images are channels-last and filters [height, width, in, out]: the leaves are in that layout, and permuted on the way.
"""

import json
import math

import numpy as np
import torch
from torch import nn
from torch.func import functional_call

torch.set_default_dtype(torch.float64)


def wave(shape, phase, scale=1.0):
    count = math.prod(shape)
    return torch.tensor([scale * math.sin(0.7 * i + phase) for i in range(count)]).reshape(shape)


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{v:.13g}") for v in tensor.detach().reshape(-1).tolist()]}


def run(parameters, inputs, forward, integers=()):
    """parameters: {name: shape} in order; forward(leaves, *inputs) -> tensor or list of tensors."""
    leaves = {name: wave(shape, 1 + i, 0.5).requires_grad_() for i, (name, shape) in enumerate(parameters.items())}
    given = [wave(shape, 0.1 * (i + 1)).requires_grad_() for i, shape in enumerate(inputs)]
    outputs = forward(leaves, *given, *integers)
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    loss = sum((output * wave(list(output.shape), 5 + i)).sum() for i, output in enumerate(outputs))
    loss.backward()
    return {
        "outputs": [numbers(output) for output in outputs],
        "inputs": [numbers(x.grad) for x in given],
        "parameters": {name: numbers(leaf.grad) for name, leaf in leaves.items()},
    }


def first(x):
    """Channels first."""
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def conv(module, filter_shape, bias, x, image=True):
    """Our filter [..., in, out] as PyTorch's [out, in, ...]."""

    def forward(leaves, x):
        weight = leaves["weight"].movedim(-1, 0).movedim(-1, 1)
        return last(functional_call(module, {"weight": weight, **({"bias": leaves["bias"]} if bias else {})}, first(x)))

    return run({"weight": filter_shape, **({"bias": [bias]} if bias else {})}, [x], forward)


def depthwise(leaves, x):
    height, width, channels, multiplier = leaves["weight"].shape
    weight = leaves["weight"].reshape(height, width, 1, channels * multiplier).permute(3, 2, 0, 1)
    return last(nn.functional.conv2d(first(x), weight, leaves["bias"], groups=channels))


def separable(leaves, x):
    height, width, channels, multiplier = leaves["depthwise.weight"].shape
    weight = leaves["depthwise.weight"].reshape(height, width, 1, channels * multiplier).permute(3, 2, 0, 1)
    mixed = nn.functional.conv2d(first(x), weight, groups=channels)
    return last(nn.functional.conv2d(mixed, leaves["pointwise.weight"].permute(3, 2, 0, 1), leaves["pointwise.bias"]))


def transposed(x, **options):
    def forward(leaves, x):
        weight = leaves["weight"].permute(3, 2, 0, 1)
        return last(nn.functional.conv_transpose2d(first(x), weight, leaves["bias"], **options))

    return forward


def normed(module):
    return lambda leaves, x: last(functional_call(module, dict(leaves), first(x)))


def batch_norm(module, shape, channels):
    """Two training batches, then one in evaluation, with the running statistics as outputs."""

    def forward(leaves, a, b, c):
        buffers = {"running_mean": torch.zeros(channels), "running_var": torch.ones(channels), "num_batches_tracked": torch.tensor(0)}
        module.train()
        y = [last(functional_call(module, {**leaves, **buffers}, first(x))) for x in (a, b)]
        module.eval()
        y.append(last(functional_call(module, {**leaves, **buffers}, first(c))))
        return [*y, buffers["running_mean"] + 0, buffers["running_var"] + 0]

    return run({"weight": [channels], "bias": [channels]}, [shape, shape, shape], forward)


def recurrent(module, gates, d, h, layers, bidirectional, states):
    parameters, names = {}, {}
    for reverse in range(2 if bidirectional else 1):
        for layer in range(layers):
            ours = f"{'reverse' if reverse else 'layers'}.{layer}."
            theirs = f"_l{layer}{'_reverse' if reverse else ''}"
            width = d if layer == 0 else h * (2 if bidirectional else 1)
            parameters[ours + "weightInput"] = [width, gates * h]
            parameters[ours + "weightHidden"] = [h, gates * h]
            parameters[ours + "biasInput"] = [gates * h]
            parameters[ours + "biasHidden"] = [gates * h]
            names[ours + "weightInput"] = "weight_ih" + theirs
            names[ours + "weightHidden"] = "weight_hh" + theirs
            names[ours + "biasInput"] = "bias_ih" + theirs
            names[ours + "biasHidden"] = "bias_hh" + theirs

    def forward(leaves, x, *state):
        given = {names[name]: leaf.T if "weight" in name else leaf for name, leaf in leaves.items()}
        output, final = functional_call(module, given, (x, state if states == 2 else state[0]))
        return [output, *(final if states == 2 else [final])]

    runs = layers * (2 if bidirectional else 1)
    return run(parameters, [[2, 4, d], *[[runs, 2, h]] * states], forward)


def cell(module, gates, d, h, states):
    names = {"weightInput": "weight_ih", "weightHidden": "weight_hh", "biasInput": "bias_ih", "biasHidden": "bias_hh"}
    shapes = {"weightInput": [d, gates * h], "weightHidden": [h, gates * h], "biasInput": [gates * h], "biasHidden": [gates * h]}

    def forward(leaves, x, *state):
        given = {names[name]: leaf.T if "weight" in name else leaf for name, leaf in leaves.items()}
        return functional_call(module, given, (x, state if states == 2 else state[0]))

    return run(shapes, [[2, d], *[[2, h]] * states], forward)


def attention_shapes(prefix, e):
    return {f"{prefix}{part}.{kind}": [e, e] if kind == "weight" else [e] for part in ("query", "key", "value", "output") for kind in ("weight", "bias")}


def attention_parameters(leaves, ours, theirs):
    parts = [ours + part for part in ("query", "key", "value")]
    return {
        theirs + "in_proj_weight": torch.cat([leaves[part + ".weight"].T for part in parts]),
        theirs + "in_proj_bias": torch.cat([leaves[part + ".bias"] for part in parts]),
        theirs + "out_proj.weight": leaves[ours + "output.weight"].T,
        theirs + "out_proj.bias": leaves[ours + "output.bias"],
    }


def multi_head(e, heads, mask=None, key_value=True):
    module = nn.MultiheadAttention(e, heads, batch_first=True)

    def forward(leaves, *inputs):
        query, key, value = inputs if len(inputs) == 3 else inputs * 3
        options = {"need_weights": False, **({} if mask is None else {"attn_mask": mask})}
        return functional_call(module, attention_parameters(leaves, "", ""), (query, key, value), options)[0]

    return run(attention_shapes("", e), [[2, 3, e], [2, 4, e], [2, 4, e]] if key_value else [[2, 3, e]], forward)


def norm_shapes(name, e):
    return {f"{name}.weight": [e], f"{name}.bias": [e]}


def feed_forward_shapes(e, f):
    return {"feedForward.expand.weight": [e, f], "feedForward.expand.bias": [f], "feedForward.contract.weight": [f, e], "feedForward.contract.bias": [e]}


def feed_forward_parameters(leaves):
    return {
        "linear1.weight": leaves["feedForward.expand.weight"].T,
        "linear1.bias": leaves["feedForward.expand.bias"],
        "linear2.weight": leaves["feedForward.contract.weight"].T,
        "linear2.bias": leaves["feedForward.contract.bias"],
    }


def norm_parameters(leaves, ours, theirs):
    return {f"{theirs}.weight": leaves[f"{ours}.weight"], f"{theirs}.bias": leaves[f"{ours}.bias"]}


def encoder_layer(**options):
    module = nn.TransformerEncoderLayer(4, 2, dim_feedforward=5, dropout=0, batch_first=True, **options)
    shapes = {**attention_shapes("attention.", 4), **norm_shapes("attentionNorm", 4), **feed_forward_shapes(4, 5), **norm_shapes("feedForwardNorm", 4)}

    def forward(leaves, x):
        given = {
            **attention_parameters(leaves, "attention.", "self_attn."),
            **norm_parameters(leaves, "attentionNorm", "norm1"),
            **feed_forward_parameters(leaves),
            **norm_parameters(leaves, "feedForwardNorm", "norm2"),
        }
        return functional_call(module, given, (x,))

    return run(shapes, [[2, 3, 4]], forward)


def decoder_layer(**options):
    module = nn.TransformerDecoderLayer(4, 2, dim_feedforward=5, dropout=0, batch_first=True, **options)
    shapes = {
        **attention_shapes("attention.", 4),
        **norm_shapes("attentionNorm", 4),
        **attention_shapes("memoryAttention.", 4),
        **norm_shapes("memoryNorm", 4),
        **feed_forward_shapes(4, 5),
        **norm_shapes("feedForwardNorm", 4),
    }
    causal = nn.Transformer.generate_square_subsequent_mask(3, dtype=torch.float64)

    def forward(leaves, x, memory):
        given = {
            **attention_parameters(leaves, "attention.", "self_attn."),
            **norm_parameters(leaves, "attentionNorm", "norm1"),
            **attention_parameters(leaves, "memoryAttention.", "multihead_attn."),
            **norm_parameters(leaves, "memoryNorm", "norm2"),
            **feed_forward_parameters(leaves),
            **norm_parameters(leaves, "feedForwardNorm", "norm3"),
        }
        return functional_call(module, given, (x, memory), {"tgt_mask": causal})

    return run(shapes, [[2, 3, 4], [2, 2, 4]], forward)


def embedding(leaves, indices):
    return nn.functional.embedding(indices, leaves["weight"], padding_idx=1)


def tied(leaves, indices):
    return nn.functional.embedding(indices, leaves["0.weight"]) @ leaves["0.weight"].T


def activation(module):
    return run({}, [[9]], lambda leaves, x: module(3 * x))


def plain(module, shape):
    return run({}, [shape], lambda leaves, x: last(module(first(x))))


cases = {
    "Linear": run({"weight": [3, 2], "bias": [2]}, [[2, 2, 3]], lambda p, x: nn.functional.linear(x, p["weight"].T, p["bias"])),
    "Linear sharing an Embedding's table": run({"0.weight": [5, 3]}, [], tied, [torch.tensor([[0, 4], [4, 2]])]),
    "Conv1d": conv(nn.Conv1d(4, 2, 3, stride=2, padding=1, groups=2), [3, 2, 2], 2, [2, 5, 4]),
    "Conv2d": conv(nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), [3, 2, 2, 3], 3, [2, 5, 4, 2]),
    "Conv2d in groups, dilated": conv(nn.Conv2d(4, 2, 2, dilation=2, groups=2, bias=False), [2, 2, 2, 2], 0, [1, 4, 4, 4]),
    "DepthwiseConv2d": run({"weight": [2, 2, 3, 2], "bias": [6]}, [[1, 3, 3, 3]], depthwise),
    "SeparableConv2d": run({"depthwise.weight": [2, 2, 3, 2], "pointwise.weight": [1, 1, 6, 2], "pointwise.bias": [2]}, [[1, 3, 3, 3]], separable),
    "ConvTranspose2d": run({"weight": [4, 4, 2, 3], "bias": [2]}, [[1, 2, 3, 3]], transposed(None, stride=2, padding=1)),
    "ConvTranspose2d in groups": run({"weight": [3, 3, 1, 4], "bias": [2]}, [[1, 2, 2, 4]], transposed(None, stride=2, padding=1, output_padding=1, groups=2)),
    "MaxPool2d": plain(nn.MaxPool2d(2), [2, 4, 4, 2]),
    "MaxPool2d padded": plain(nn.MaxPool2d(3, stride=2, padding=1), [1, 5, 5, 1]),
    "AvgPool2d": plain(nn.AvgPool2d(3, stride=2), [1, 5, 5, 2]),
    "AvgPool2d padded": plain(nn.AvgPool2d(2, stride=2, padding=1), [1, 5, 5, 2]),
    "AvgPool2d padded, pixels alone": plain(nn.AvgPool2d(2, stride=2, padding=1, count_include_pad=False), [1, 5, 5, 2]),
    "GlobalAvgPool2d": run({}, [[2, 3, 2, 2]], lambda p, x: x.mean((1, 2))),
    "GlobalMaxPool2d": run({}, [[2, 3, 2, 2]], lambda p, x: x.amax((1, 2))),
    "Upsample": plain(nn.Upsample(scale_factor=2), [1, 2, 3, 2]),
    "Upsample bilinear": plain(nn.Upsample(scale_factor=2, mode="bilinear"), [1, 2, 3, 2]),
    "BatchNorm1d": batch_norm(nn.BatchNorm1d(3, momentum=0.3), [4, 3], 3),
    "BatchNorm2d": batch_norm(nn.BatchNorm2d(2), [2, 2, 3, 2], 2),
    "LayerNorm": run({"weight": [2, 3], "bias": [2, 3]}, [[2, 2, 3]], lambda p, x: functional_call(nn.LayerNorm([2, 3]), dict(p), x)),
    "RMSNorm": run({"weight": [4]}, [[2, 4]], lambda p, x: functional_call(nn.RMSNorm(4, eps=1e-6), dict(p), x)),
    "GroupNorm": run({"weight": [4], "bias": [4]}, [[2, 2, 2, 4]], normed(nn.GroupNorm(2, 4))),
    "InstanceNorm": run({"weight": [2], "bias": [2]}, [[2, 2, 3, 2]], normed(nn.InstanceNorm2d(2, affine=True))),
    "LocalResponseNorm": plain(nn.LocalResponseNorm(5, alpha=0.5, beta=0.75, k=2), [1, 2, 1, 7]),
    "Embedding": run({"weight": [4, 3]}, [], embedding, [torch.tensor([[0, 1, 3], [3, 3, 1]])]),
    "RNNCell": cell(nn.RNNCell(3, 2), 1, 3, 2, 1),
    "RNNCell relu": cell(nn.RNNCell(3, 2, nonlinearity="relu"), 1, 3, 2, 1),
    "LSTMCell": cell(nn.LSTMCell(3, 2), 4, 3, 2, 2),
    "GRUCell": cell(nn.GRUCell(3, 2), 3, 3, 2, 1),
    "RNN": recurrent(nn.RNN(3, 2, num_layers=2, bidirectional=True, batch_first=True), 1, 3, 2, 2, True, 1),
    "LSTM": recurrent(nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True), 4, 3, 2, 2, True, 2),
    "GRU": recurrent(nn.GRU(3, 2, num_layers=2, batch_first=True), 3, 3, 2, 2, False, 1),
    "MultiHeadAttention": multi_head(4, 2),
    "MultiHeadAttention masked": multi_head(4, 2, torch.tensor([[False, True, True], [False, False, True], [True, False, False]]), key_value=False),
    "TransformerEncoderLayer": encoder_layer(),
    "TransformerEncoderLayer normFirst": encoder_layer(norm_first=True, activation="gelu"),
    "TransformerDecoderLayer": decoder_layer(),
    "TransformerDecoderLayer normFirst": decoder_layer(norm_first=True),
    "PReLU": run({"weight": [2]}, [[2, 3, 2]], lambda p, x: last(nn.functional.prelu(first(x), p["weight"]))),
    "ELU": activation(nn.ELU(alpha=0.5)),
    "GELU": activation(nn.GELU()),
    "GELU tanh": activation(nn.GELU(approximate="tanh")),
    "HardSigmoid": activation(nn.Hardsigmoid()),
    "HardSwish": activation(nn.Hardswish()),
    "LeakyReLU": activation(nn.LeakyReLU(0.2)),
    "LogSigmoid": activation(nn.LogSigmoid()),
    "LogSoftmax": activation(nn.LogSoftmax(-1)),
    "Mish": activation(nn.Mish()),
    "ReLU": activation(nn.ReLU()),
    "ReLU6": activation(nn.ReLU6()),
    "SELU": activation(nn.SELU()),
    "SiLU": activation(nn.SiLU()),
    "Sigmoid": activation(nn.Sigmoid()),
    "Softmax": activation(nn.Softmax(-1)),
    "Softplus": activation(nn.Softplus()),
    "Tanh": activation(nn.Tanh()),
}

print(json.dumps({"source": f"test/nn/pytorch.py, PyTorch {torch.__version__.split('+')[0]}", "cases": cases}))
