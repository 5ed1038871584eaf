"""Prints what models of PyTorch give: outputs, gradients of sum(output * weights), and buffers after.

    python pytorch_models.py > pytorch-models.json

Everything is named and laid out as in PyTorch. Tensors are waves, which the tests make again: element i is
sin(0.7 i + phase). The tensors of the state dict have the phases 1, 2, ... in its order, times 0.5, with 1 added to
variances; a name of a tensor that came before has its values. Inputs have 0.1, 0.2, ...; the weights of the outputs 5, 6, ...
"""

import json
import math

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def wave(shape, phase, scale=1.0):
    count = math.prod(shape)
    return torch.tensor([scale * math.sin(0.7 * i + phase) for i in range(count)]).reshape(shape)


def numbers(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{v:.13g}") for v in tensor.detach().reshape(-1).tolist()]}


def run(model, shapes=(), integers=(), call=None):
    state, known = [], {}
    with torch.no_grad():
        for name, tensor in model.state_dict(keep_vars=True).items():
            if name.endswith("num_batches_tracked"):
                continue
            first = known.setdefault(id(tensor), name)
            state.append([name, list(tensor.shape), first])
            if first == name:
                tensor.copy_(wave(tensor.shape, len(state), 0.5) + (1 if name.endswith("running_var") else 0))
    inputs = [wave(shape, 0.1 * (i + 1)).requires_grad_() for i, shape in enumerate(shapes)]
    outputs = (call or model)(*inputs, *(torch.tensor(each) for each in integers))
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    sum((output * wave(output.shape, 5 + i)).sum() for i, output in enumerate(outputs)).backward()
    return {
        "state": state,
        "inputs": [{"shape": list(x.shape), "gradient": numbers(x.grad)} for x in inputs],
        "integers": list(integers),
        "outputs": [numbers(output) for output in outputs],
        "gradients": {name: numbers(parameter.grad) for name, parameter in model.named_parameters()},
        "buffers": {name: numbers(buffer) for name, buffer in model.named_buffers() if not name.endswith("num_batches_tracked")},
    }


def layer(module, batch, size, runs=1, states=1):
    """Output and last states of a recurrent layer; states start at waves."""
    hidden = [[runs, batch, module.hidden_size]] * states

    def call(x, *state):
        output, last = module(x, state if states == 2 else state[0])
        return [output, *(last if states == 2 else [last])]

    return run(module, [[batch, 3, size], *hidden], call=call)


def cell(module, states=1):
    hidden = [[2, module.hidden_size]] * states
    return run(module, [[2, module.input_size], *hidden], call=lambda x, *state: module(x, state if states == 2 else state[0]))


class LanguageModel(nn.Module):
    """Embedding and output share their table; the layers between have names of their own."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 3)
        self.rnn = nn.ModuleDict({"lower": nn.LSTM(3, 2, batch_first=True), "upper": nn.GRU(2, 3, batch_first=True)})
        self.output = nn.Linear(3, 5)
        self.output.weight = self.embedding.weight

    def forward(self, words):
        return self.output(self.rnn["upper"](self.rnn["lower"](self.embedding(words))[0])[0])


class Translator(nn.Module):
    def __init__(self):
        super().__init__()
        options = {"dim_feedforward": 5, "dropout": 0, "batch_first": True}
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, **options), 2, nn.LayerNorm(4), enable_nested_tensor=False)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, norm_first=True, **options), 1)

    def forward(self, source, target):
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1], dtype=torch.float64)
        return self.decoder(target, self.encoder(source), tgt_mask=mask)


class Generator(nn.Module):
    """A Linear whose output becomes images."""

    def __init__(self):
        super().__init__()
        self.project = nn.Linear(3, 4 * 2 * 3)
        self.norm = nn.BatchNorm2d(4)
        self.up = nn.ConvTranspose2d(4, 6, (3, 2), stride=2, padding=1, groups=2)
        self.out = nn.ConvTranspose2d(6, 2, 2, bias=False)

    def forward(self, z):
        return self.out(torch.tanh(self.up(self.norm(self.project(z).reshape(-1, 4, 2, 3)))))


classifier = nn.Sequential(
    nn.Conv2d(2, 4, (3, 2), groups=2),
    nn.GroupNorm(2, 4),
    nn.PReLU(4),
    nn.Conv2d(4, 8, 2, groups=4),
    nn.InstanceNorm2d(8, affine=True),
    nn.Flatten(),
    nn.LayerNorm(8 * 2 * 2),
    nn.BatchNorm1d(8 * 2 * 2),
    nn.Linear(8 * 2 * 2, 3),
    nn.RMSNorm(3, eps=1e-6),
)

cases = {
    "RNN": layer(nn.RNN(3, 2, nonlinearity="relu", batch_first=True), 2, 3),
    "RNN in layers, both directions": layer(nn.RNN(3, 2, num_layers=2, bidirectional=True, batch_first=True), 2, 3, 4),
    "LSTM in layers, both directions": layer(nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True), 2, 3, 4, 2),
    "LSTM without bias": layer(nn.LSTM(3, 2, bias=False, batch_first=True), 2, 3, 1, 2),
    "GRU in layers, both directions": layer(nn.GRU(3, 2, num_layers=2, bidirectional=True, batch_first=True), 2, 3, 4),
    "RNNCell": cell(nn.RNNCell(3, 2)),
    "LSTMCell": cell(nn.LSTMCell(3, 2), 2),
    "GRUCell": cell(nn.GRUCell(3, 2)),
    "MultiheadAttention": (lambda m: run(m, [[2, 3, 4], [2, 4, 4], [2, 4, 4]], call=lambda *x: m(*x, need_weights=False)[0]))(
        nn.MultiheadAttention(4, 2, batch_first=True)
    ),
    "MultiheadAttention without bias": (lambda m: run(m, [[2, 3, 4]], call=lambda x: m(x, x, x, need_weights=False)[0]))(
        nn.MultiheadAttention(4, 2, bias=False, batch_first=True)
    ),
    "translator": run(Translator(), [[2, 3, 4], [2, 2, 4]]),
    "language model with a shared table": run(LanguageModel(), integers=[[[0, 4, 1], [4, 2, 2]]]),
    "generator": run(Generator(), [[2, 3]]),
    "classifier": run(classifier, [[3, 2, 5, 4]]),
    "sequences": run(nn.Sequential(nn.Conv1d(4, 2, 3, groups=2), nn.BatchNorm1d(2), nn.Conv1d(2, 3, 2, bias=False)), [[2, 4, 7]]),
}

print(json.dumps({"source": f"test/train/pytorch_models.py, PyTorch {torch.__version__.split('+')[0]}", "cases": cases}))
