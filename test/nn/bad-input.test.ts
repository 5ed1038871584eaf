import { describe, expect, test } from 'vitest';
import { ArgumentError, DtypeError, ones, ShapeError, tensor, zeros } from 'megagrad';
import * as nn from 'megagrad/nn';

type Fault = readonly [
  what: string,
  run: () => unknown,
  error: typeof ArgumentError | typeof ShapeError | typeof DtypeError,
  message: string,
];

/** What only JavaScript lets through. */
const wrong = (value: unknown): never => value as never;

const sizes: readonly Fault[] = [
  [
    'Linear, in',
    () => new nn.Linear(-1, 3),
    ArgumentError,
    'Linear: inFeatures must be a whole number from 1: inFeatures -1. Give null where the first forward shall find it.',
  ],
  [
    'Linear, out',
    () => new nn.Linear(3, wrong(undefined)),
    ArgumentError,
    'Linear: outFeatures must be a whole number from 1: outFeatures undefined.',
  ],
  ['Conv1d', () => new nn.Conv1d(3, 3, 0), ArgumentError, 'Conv1d: size must be a whole number from 1: size 0.'],
  ['Conv1d, stride', () => new nn.Conv1d(3, 3, 2, { stride: 0 }), ArgumentError, 'Conv1d: stride must be a whole number from 1: stride 0.'],
  ['Conv2d', () => new nn.Conv2d(1, 2.5, 3), ArgumentError, 'Conv2d: outChannels must be a whole number from 1: outChannels 2.5.'],
  [
    'ConvTranspose2d',
    () => new nn.ConvTranspose2d(1, 0, 3),
    ArgumentError,
    'ConvTranspose2d: outChannels must be a whole number from 1: outChannels 0.',
  ],
  [
    'DepthwiseConv2d',
    () => new nn.DepthwiseConv2d(3, 3, { multiplier: 0 }),
    ArgumentError,
    'DepthwiseConv2d: multiplier must be a whole number from 1: multiplier 0.',
  ],
  ['BatchNorm2d', () => new nn.BatchNorm2d(0), ArgumentError, 'BatchNorm2d: channels must be a whole number from 1: channels 0.'],
  ['LayerNorm', () => new nn.LayerNorm([4, 0]), ArgumentError, 'LayerNorm: shape must be a whole number from 1: shape 0.'],
  [
    'LayerNorm, no axes',
    () => new nn.LayerNorm([]),
    ArgumentError,
    'LayerNorm: the shape has no axes: shape []. Give the lengths of the last axes.',
  ],
  ['RMSNorm', () => new nn.RMSNorm(0), ArgumentError, 'RMSNorm: length must be a whole number from 1: length 0.'],
  [
    'GroupNorm',
    () => new nn.GroupNorm(3, 8),
    ArgumentError,
    'GroupNorm: groups must divide the channels: groups 3, channels 8. Use a divisor of 8.',
  ],
  ['InstanceNorm', () => new nn.InstanceNorm(1.5), ArgumentError, 'InstanceNorm: channels must be a whole number from 1: channels 1.5.'],
  ['Embedding', () => new nn.Embedding(0, 3), ArgumentError, 'Embedding: count must be a whole number from 1: count 0.'],
  ['PReLU', () => new nn.PReLU(0), ArgumentError, 'PReLU: channels must be a whole number from 1: channels 0.'],
  [
    'PositionalEncoding',
    () => new nn.PositionalEncoding(0),
    ArgumentError,
    'PositionalEncoding: size must be a whole number from 1: size 0.',
  ],
  ['LSTM', () => new nn.LSTM(3, 0), ArgumentError, 'LSTMCell: hiddenSize must be a whole number from 1: hiddenSize 0.'],
  [
    'MultiHeadAttention',
    () => new nn.MultiHeadAttention(0, 1),
    ArgumentError,
    'MultiHeadAttention: size must be a whole number from 1: size 0.',
  ],
  [
    'TransformerEncoderLayer',
    () => new nn.TransformerEncoderLayer(8, 2, { feedForward: 0 }),
    ArgumentError,
    'FeedForward: feedForward must be a whole number from 1: feedForward 0.',
  ],
  [
    'MaxPool2d',
    () => new nn.MaxPool2d(0),
    ArgumentError,
    'MaxPool2d: size must be whole numbers from 1: size 0. Give one number, or [height, width].',
  ],
  [
    'AvgPool2d',
    () => new nn.AvgPool2d(1.5),
    ArgumentError,
    'AvgPool2d: size must be whole numbers from 1: size 1.5. Give one number, or [height, width].',
  ],
];

const options: readonly Fault[] = [
  [
    'layers',
    () => new nn.TransformerEncoder(8, 2, { layers: 0 }),
    ArgumentError,
    'TransformerEncoder: layers must be a whole number from 1: layers 0.',
  ],
  ['epsilon', () => new nn.BatchNorm1d(3, { epsilon: -1 }), ArgumentError, 'BatchNorm1d: epsilon must be at least 0: epsilon -1.'],
  ['momentum', () => new nn.BatchNorm1d(3, { momentum: 2 }), ArgumentError, 'BatchNorm1d: momentum must be from 0 to 1: momentum 2.'],
  ['std', () => new nn.GaussianNoise(-1), ArgumentError, 'GaussianNoise: std must be at least 0: std -1.'],
  [
    'paddingIndex',
    () => new nn.Embedding(5, 3, { paddingIndex: 5 }),
    ArgumentError,
    'Embedding: paddingIndex must be a row of the table: paddingIndex 5, count 5. Use 0 to 4.',
  ],
  [
    'dropout',
    () => new nn.MultiHeadAttention(8, 2, { dropout: 2 }),
    ArgumentError,
    'MultiHeadAttention: dropout must be from 0 to 1: dropout 2.',
  ],
  [
    'dropout between layers',
    () => new nn.GRU(3, 2, { layers: 2, dropout: -1 }),
    ArgumentError,
    'GRU: dropout must be from 0 to 1: dropout -1.',
  ],
  ['bias', () => new nn.LSTM(3, 2, { bias: wrong(false) }), ArgumentError, "LSTMCell: unknown bias: bias false. Use 'two', 'one', 'none'."],
  [
    'nonlinearity',
    () => new nn.RNN(3, 2, { nonlinearity: wrong('sigmoid') }),
    ArgumentError,
    `RNNCell: unknown nonlinearity: nonlinearity "sigmoid". Use 'tanh', 'relu'.`,
  ],
  [
    'reset',
    () => new nn.GRU(3, 2, { reset: wrong('never') }),
    ArgumentError,
    `GRUCell: unknown reset: reset "never". Use 'after', 'before'.`,
  ],
  [
    'activation',
    () => new nn.TransformerDecoderLayer(8, 2, { activation: wrong('tanh') }),
    ArgumentError,
    `FeedForward: unknown activation: activation "tanh". Use 'relu', 'gelu'.`,
  ],
  [
    'mode',
    () => new nn.Upsample(2, { mode: wrong('cubic') }),
    ArgumentError,
    `Upsample: unknown mode: mode "cubic". Use 'nearest', 'bilinear'.`,
  ],
];

const starts: readonly Fault[] = [
  [
    'an initializer that is not called',
    () => new nn.Linear(2, 3, { weight: wrong(nn.init.xavier) }),
    ArgumentError,
    'weight: must start from an initializer or a Parameter: got a function that gives a function. Use one of init, such as init.he().',
  ],
  [
    'a tensor',
    () => new nn.Linear(2, 3, { weight: wrong(ones([2, 3])) }),
    ArgumentError,
    'weight: must start from an initializer or a Parameter: got a tensor [2,3].',
  ],
  [
    'an initializer of its own shape',
    () => new nn.Linear(2, 3, { biasInit: () => ones([2]) }),
    ShapeError,
    'bias: the initializer gave another shape: got [2], expected [3].',
  ],
  [
    'the same, found late',
    () => new nn.Linear(null, 3, { weight: () => ones([2]) }).forward(ones([1, 5])),
    ShapeError,
    'weight: the initializer gave another shape: got [2], expected [5,3].',
  ],
  [
    'a state of null',
    () => new nn.Linear(2, 3).loadStateDict(wrong(null)),
    ArgumentError,
    'loadStateDict: the state must be an object of tensors by name: got null. Use Object.fromEntries, or importWeights for arrays.',
  ],
  [
    'a state in a Map',
    () => new nn.Linear(2, 3).loadStateDict(wrong(new Map())),
    ArgumentError,
    'must be an object of tensors by name: got a Map.',
  ],
];

const parts: readonly Fault[] = [
  [
    'Sequential of a class',
    () => new nn.Sequential(wrong(nn.ReLU)),
    ArgumentError,
    'Sequential: takes modules: layer 0 is a function. Wrap functions in a Module, or use an activation module.',
  ],
  ['Sequential of null', () => new nn.Sequential(wrong(null)), ArgumentError, 'Sequential: takes modules: layer 0 is null.'],
  [
    'Residual',
    () => new nn.Residual(wrong(undefined)),
    ArgumentError,
    'Residual: block must be a module: got nothing. Wrap functions in a Module.',
  ],
  [
    'Residual, shortcut',
    () => new nn.Residual(new nn.ReLU(), wrong(1)),
    ArgumentError,
    'Residual: shortcut must be a module: got a number.',
  ],
  [
    'ModuleList',
    () => new nn.ModuleList(wrong(new nn.ReLU())),
    ArgumentError,
    'ModuleList: takes an array of modules: got an object. Put them into one.',
  ],
  [
    'ModuleDict',
    () => new nn.ModuleDict(wrong(null)),
    ArgumentError,
    'ModuleDict: takes an object of modules: got null. Give { name: module }.',
  ],
];

const images = ones([2, 3, 8, 8]);
const attention = new nn.MultiHeadAttention(8, 2);
const x = ones([2, 5, 8]);

const inputs: readonly Fault[] = [
  [
    'Linear of data',
    () => new nn.Linear(3, 4).forward(wrong([[1, 2, 3]])),
    ArgumentError,
    'Linear: x must be a tensor: got an array. Wrap data with tensor(...).',
  ],
  ['Conv2d of nothing', () => new nn.Conv2d(3, 4, 1).forward(wrong(undefined)), ArgumentError, 'Conv2d: x must be a tensor: got nothing.'],
  [
    'Flatten of a scalar',
    () => new nn.Flatten().forward(tensor(1)),
    ShapeError,
    'Flatten: x must have an axis of samples: x []. Reshape it to [1, 1].',
  ],
  [
    'BatchNorm2d, channels first',
    () => new nn.BatchNorm2d(3).forward(images),
    ShapeError,
    'BatchNorm2d: x must have 3 channels in its last axis: x [2,3,8,8]. Transpose images that have their channels first.',
  ],
  [
    'LayerNorm',
    () => new nn.LayerNorm([2, 8]).forward(ones([8])),
    ShapeError,
    'LayerNorm: x must end with [2,8]: x [8]. Reshape or transpose x.',
  ],
  [
    'LayerNorm without parameters',
    () => new nn.LayerNorm(8, { affine: false }).forward(ones([2, 4])),
    ShapeError,
    'LayerNorm: x must end with [8]: x [2,4].',
  ],
  ['RMSNorm', () => new nn.RMSNorm(8, { affine: false }).forward(ones([2, 4])), ShapeError, 'RMSNorm: x must end with [8]: x [2,4].'],
  [
    'GroupNorm',
    () => new nn.GroupNorm(2, 8, { affine: false }).forward(ones([2, 3, 4])),
    ShapeError,
    'GroupNorm: x must end with [8]: x [2,3,4].',
  ],
  ['InstanceNorm', () => new nn.InstanceNorm(8).forward(ones([2, 3, 4])), ShapeError, 'InstanceNorm: x must end with [8]: x [2,3,4].'],
  [
    'LSTM, state of one tensor',
    () => new nn.LSTM(3, 2).forward(ones([2, 4, 3]), wrong(zeros([1, 2, 2]))),
    ArgumentError,
    'LSTM: the state must be [h, c], two tensors: got a tensor [1,2,2].',
  ],
  [
    'LSTMCell, state of one tensor in an array',
    () => new nn.LSTMCell(3, 2).forward(ones([2, 3]), wrong([zeros([2, 2])])),
    ArgumentError,
    'LSTMCell: the state must be [h, c], two tensors: got an array.',
  ],
  [
    'GRU, state in an array',
    () => new nn.GRU(3, 2).forward(ones([2, 4, 3]), wrong([zeros([1, 2, 2])])),
    ArgumentError,
    'GRU: the state must be a tensor: got an array.',
  ],
  [
    'attention, size',
    () => attention.forward(ones([2, 5, 6])),
    ShapeError,
    'MultiHeadAttention: query must be [N,L,8]: query [2,5,6]. Add a missing axis with expandDims.',
  ],
  [
    'attention, fewer values than keys',
    () => attention.forward(x, ones([2, 4, 8]), ones([2, 3, 8])),
    ShapeError,
    'MultiHeadAttention: there must be a value for each key, and keys for each sample: query [2,5,8], key [2,4,8], value [2,3,8].',
  ],
  [
    'attention, mask of another shape',
    () => attention.forward(x, x, x, { mask: ones([3, 3]) }),
    ShapeError,
    'MultiHeadAttention: mask must be [L,S], [N,L,S] or [N,heads,L,S]: mask [3,3], [N,heads,L,S] [2,2,5,5].',
  ],
  [
    'attention, mask of integers',
    () => attention.forward(x, x, x, { mask: ones([5, 5], { dtype: 'int32' }) }),
    DtypeError,
    'MultiHeadAttention: mask must be bool, true where a query may look at a key, or float, added to the scores: mask int32. Convert it with cast.',
  ],
  [
    'attention, mask as it is',
    () => attention.forward(x, x, x, wrong(ones([5, 5]))),
    ArgumentError,
    'MultiHeadAttention: the mask comes in an object: got a tensor [5,5]. Write { mask }.',
  ],
  [
    'summary of lengths',
    () => new nn.Linear(3, 2).summary(wrong(1), wrong(3)),
    ArgumentError,
    "summary: an input must be a shape: got 1. Write [1, 784], or { shape: [1, 20], dtype: 'int32' }.",
  ],
  ['summary of an open batch', () => new nn.Linear(3, 2).summary([-1, 3]), ArgumentError, 'summary: an input must be a shape: got [-1,3].'],
  [
    'decoder without memory',
    () => new nn.TransformerDecoderLayer(8, 2).forward(x, wrong(undefined)),
    ArgumentError,
    'TransformerDecoderLayer: memory must be a tensor: got nothing. Wrap data with tensor(...).',
  ],
];

describe.each([
  ['sizes', sizes],
  ['options', options],
  ['parts', parts],
  ['starts', starts],
  ['inputs', inputs],
])('wrong %s are named by the layer', (_, faults) => {
  test.each(faults)('%s', (_what, run, error, message) => {
    expect(run).toThrow(error);
    expect(run).toThrow(message);
  });
});

test('attention takes a batch of no samples', () => {
  expect(attention.forward(ones([0, 5, 8])).shape).toEqual([0, 5, 8]);
});

test('a mask may have an axis for samples, heads, or one for all', () => {
  const causal = attention.forward(x, x, x, { causal: true }).toArray();
  const lower = tensor(Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (_each, j) => j <= i)));
  for (const shape of [
    [5, 5],
    [1, 5, 5],
    [1, 1, 5, 5],
  ])
    expect(attention.forward(x, x, x, { mask: lower.reshape(shape) }).toArray()).toEqual(causal);
});
