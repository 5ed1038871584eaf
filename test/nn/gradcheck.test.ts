import { describe, test } from 'vitest';
import { Generator, randn, tensor, type Shape, type Tensor } from 'megagrad';
import * as nn from 'megagrad/nn';
import { gradcheck } from 'megagrad/testing';

const generator = new Generator(7);
const x = (...shape: Shape): Tensor => randn(shape, { generator });
const at = { generator };

/** Modules with inputs at which they are smooth: what has kinks meets none there. */
const cases: readonly (readonly [name: string, module: nn.Module, ...inputs: Tensor[]])[] = [
  ['Linear', new nn.Linear(3, 2, at), x(2, 3)],
  ['Conv1d', new nn.Conv1d(4, 4, 3, { stride: 2, padding: 'same', groups: 2, ...at }), x(2, 5, 4)],
  ['Conv2d', new nn.Conv2d(2, 3, [2, 3], { stride: [2, 1], padding: [[0, 1], 1], dilation: [1, 2], ...at }), x(2, 5, 6, 2)],
  ['DepthwiseConv2d', new nn.DepthwiseConv2d(2, 3, { multiplier: 2, padding: 1, ...at }), x(1, 4, 4, 2)],
  ['SeparableConv2d', new nn.SeparableConv2d(2, 3, 2, { multiplier: 2, stride: 2, ...at }), x(1, 4, 4, 2)],
  ['ConvTranspose2d', new nn.ConvTranspose2d(2, 3, 3, { stride: 2, padding: 1, outputPadding: 1, ...at }), x(1, 2, 3, 2)],
  ['MaxPool2d', new nn.MaxPool2d(2), x(1, 4, 4, 2)],
  ['AvgPool2d', new nn.AvgPool2d(3, { stride: 2, padding: 1 }), x(1, 4, 5, 2)],
  ['GlobalAvgPool2d', new nn.GlobalAvgPool2d(), x(2, 2, 3, 2)],
  ['GlobalMaxPool2d', new nn.GlobalMaxPool2d(), x(2, 2, 3, 2)],
  ['Upsample', new nn.Upsample([2, 3]), x(1, 2, 2, 2)],
  ['Upsample bilinear', new nn.Upsample(2, { mode: 'bilinear' }), x(1, 2, 3, 1)],
  ['Flatten', new nn.Flatten(), x(2, 2, 3)],
  ['BatchNorm1d', new nn.BatchNorm1d(3), x(4, 3)],
  ['BatchNorm1d of sequences', new nn.BatchNorm1d(2), x(2, 3, 2)],
  ['BatchNorm2d', new nn.BatchNorm2d(2), x(2, 2, 2, 2)],
  ['BatchNorm2d in evaluation', new nn.BatchNorm2d(2).eval(), x(2, 2, 2, 2)],
  ['LayerNorm', new nn.LayerNorm([2, 3]), x(2, 2, 3)],
  ['RMSNorm', new nn.RMSNorm(4), x(2, 4)],
  ['GroupNorm', new nn.GroupNorm(2, 4), x(2, 2, 4)],
  ['InstanceNorm', new nn.InstanceNorm(2, { affine: true }), x(2, 3, 2)],
  ['LocalResponseNorm', new nn.LocalResponseNorm({ alpha: 0.5 }), x(1, 2, 1, 6)],
  ['Dropout in evaluation', new nn.Dropout(0.3, { inverted: false }).eval(), x(3, 2)],
  ['GaussianNoise in evaluation', new nn.GaussianNoise(0.3).eval(), x(3, 2)],
  [
    'Embedding',
    new nn.Embedding(4, 3, { paddingIndex: 1, weight: (shape) => x(...shape) }),
    tensor(
      [
        [0, 2],
        [3, 3],
      ],
      { dtype: 'int32' },
    ),
  ],
  ['RNNCell', new nn.RNNCell(3, 2, at), x(2, 3), x(2, 2)],
  ['GRUCell', new nn.GRUCell(3, 2, at), x(2, 3), x(2, 2)],
  ['GRUCell, reset before', new nn.GRUCell(3, 2, { reset: 'before', ...at }), x(2, 3), x(2, 2)],
  ['LSTMCell', new nn.LSTMCell(3, 2, at), x(2, 3)],
  ['RNN', new nn.RNN(2, 3, { layers: 2, bidirectional: true, nonlinearity: 'tanh', ...at }), x(2, 3, 2)],
  ['LSTM', new nn.LSTM(2, 3, { layers: 2, bias: 'one', ...at }), x(2, 3, 2)],
  ['GRU', new nn.GRU(2, 3, { bidirectional: true, reset: 'before', bias: 'one', ...at }), x(2, 3, 2)],
  ['GRU without bias', new nn.GRU(2, 3, { bias: 'none', ...at }), x(2, 5, 2), x(1, 2, 3)],
  ['MultiHeadAttention', new nn.MultiHeadAttention(4, 2, at), x(2, 3, 4), x(2, 2, 4), x(2, 2, 4)],
  ['TransformerEncoderLayer', new nn.TransformerEncoderLayer(4, 2, { feedForward: 3, dropout: 0, activation: 'gelu', ...at }), x(1, 3, 4)],
  [
    'TransformerDecoderLayer',
    new nn.TransformerDecoderLayer(4, 2, { feedForward: 3, dropout: 0, activation: 'gelu', normFirst: true, ...at }),
    x(1, 3, 4),
    x(1, 2, 4),
  ],
  ['PositionalEncoding', new nn.PositionalEncoding(4, { maxLength: 5 }), x(2, 3, 4)],
  ['Sequential', new nn.Sequential({ a: new nn.Linear(3, 4, at), b: new nn.Tanh(), c: new nn.Linear(4, 1, at) }), x(2, 3)],
  ['Residual', new nn.Residual(new nn.Linear(3, 2, at), new nn.Linear(3, 2, { bias: false, ...at })), x(2, 3)],
  ['Identity', new nn.Identity(), x(3)],
  ['PReLU', new nn.PReLU(2), x(3, 2)],
  ...[
    nn.ELU,
    nn.GELU,
    nn.HardSigmoid,
    nn.HardSwish,
    nn.LeakyReLU,
    nn.LogSigmoid,
    nn.LogSoftmax,
    nn.Mish,
    nn.ReLU,
    nn.ReLU6,
    nn.SELU,
    nn.SiLU,
    nn.Sigmoid,
    nn.Softmax,
    nn.Softplus,
    nn.Tanh,
  ].map((Activation) => [Activation.name, new Activation(), x(3, 2)] as const),
];

describe('gradients of inputs and parameters against central differences', () => {
  for (const [name, module, ...inputs] of cases) {
    test(name, () => {
      gradcheck(module, inputs, { name });
    });
  }
});
