import { describe, expect, test } from 'vitest';
import { concat, Generator, grad, noGrad, ones, range, scope, tensor, zeros, type Tensor } from 'megagrad';
import {
  BatchNorm1d,
  BatchNorm2d,
  Dropout,
  Embedding,
  GaussianNoise,
  GRU,
  LSTM,
  MultiHeadAttention,
  PositionalEncoding,
  RNN,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
} from 'megagrad/nn';
import { Linear, Residual, Sequential } from 'megagrad/nn';

const worst = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();
const values = (x: Tensor): number[] => Array.from(x.dataSync());

describe('batch normalization', () => {
  test("the book's variant: biased running variance from 0, epsilon 10e-7", () => {
    // By hand: x = [1, 3], mean 2, variance 1; running = 0.9 * 0 + 0.1 * batch.
    const layer = new BatchNorm1d(1, { epsilon: 1e-6, unbiased: false, initialVariance: 0 });
    const x = tensor([[1], [3]]);
    expect(worst(layer.forward(x), tensor([[-1], [1]]).div(Math.sqrt(1 + 1e-6)))).toBeLessThan(1e-15);
    expect(layer.runningMean!.item()).toBeCloseTo(0.2, 15);
    expect(layer.runningVar!.item()).toBeCloseTo(0.1, 15);
    layer.eval();
    expect(worst(layer.forward(x), x.sub(0.2).div(Math.sqrt(0.1 + 1e-6)))).toBeLessThan(1e-14);
  });

  test('evaluation and noGrad leave the running statistics, training without gradients moves them', () => {
    const layer = new BatchNorm2d(2).eval();
    layer.forward(ones([2, 2, 2, 2]));
    expect(layer.runningMean!.toArray()).toEqual([0, 0]);
    layer.train();
    noGrad(() => layer.forward(ones([2, 2, 2, 2])));
    expect(layer.runningMean!.toArray()).toEqual([0.1, 0.1]);
  });

  test('statistics made in a scope survive it, and leave nothing behind', () => {
    const layer = new BatchNorm1d(2);
    const step = (): void => {
      scope(() =>
        layer
          .forward(
            tensor([
              [1, 2],
              [3, 5],
            ]),
          )
          .sum()
          .backward(),
      );
      layer.zeroGrad();
    };
    step();
    const before = layer.runningVar!.device.memory();
    step();
    expect(layer.runningVar!.device.memory()).toEqual(before);
    expect(layer.runningMean!.isDisposed).toBe(false);
  });

  test('a training batch of one is refused', () => {
    expect(() => new BatchNorm1d(3).forward(ones([1, 3]))).toThrow(
      'BatchNorm1d: one value per channel has no variance: x [1,3]. Train with larger batches, or call eval().',
    );
    expect(() => new BatchNorm2d(3).forward(ones([2, 3]))).toThrow(
      'BatchNorm2d: x must be [N,H,W,C]: x [2,3]. Reshape it, or add the missing axes with expandDims.',
    );
  });

  test('without running statistics evaluation takes the batch', () => {
    const layer = new BatchNorm1d(1, { trackRunningStats: false, affine: false }).eval();
    expect(layer.parameters()).toEqual([]);
    expect(worst(layer.forward(tensor([[1], [3]])), tensor([[-1], [1]]))).toBeLessThan(1e-5);
  });
});

describe('noise', () => {
  test('dropout keeps the mean in training and changes nothing in evaluation; the book scales there', () => {
    const x = ones([100, 100]);
    const inverted = new Dropout(0.3, { generator: new Generator(0) });
    const kept = values(inverted.forward(x));
    expect(new Set(kept)).toEqual(new Set([0, 1 / 0.7]));
    // 10,000 draws of variance 0.3 / 0.7: five standard errors.
    expect(Math.abs(kept.reduce((a, b) => a + b) / 1e4 - 1)).toBeLessThan(5 * Math.sqrt(0.3 / 0.7 / 1e4));
    expect(worst(inverted.eval().forward(x), x)).toBe(0);
    const book = new Dropout(0.3, { inverted: false, generator: new Generator(0) });
    expect(new Set(values(book.forward(x)))).toEqual(new Set([0, 1]));
    expect(worst(book.eval().forward(x), x.mul(0.7))).toBe(0);
  });

  test('dropout masks the gradient as it masked the value', () => {
    const x = ones([50]).detach();
    x.setRequiresGrad();
    const y = new Dropout(0.5, { generator: new Generator(1) }).forward(x);
    expect(grad(y.sum(), x).toArray()).toEqual(y.toArray());
  });

  test('noise has its standard deviation, from its generator', () => {
    const make = (): GaussianNoise => new GaussianNoise(0.5, { generator: new Generator(4) });
    const noise = make().forward(zeros([10_000]));
    expect(noise.toArray()).toEqual(
      make()
        .forward(zeros([10_000]))
        .toArray(),
    );
    // The standard error of a normal's deviation is std / sqrt(2 n).
    expect(Math.abs(noise.std().item() - 0.5)).toBeLessThan((5 * 0.5) / Math.sqrt(2e4));
    expect(
      worst(
        make()
          .eval()
          .forward(ones([3])),
        ones([3]),
      ),
    ).toBe(0);
  });

  test('a share outside of 0 to 1 is refused', () => {
    expect(() => new Dropout(1.5)).toThrow('Dropout: p must be from 0 to 1: p 1.5. It is the share of elements that become 0.');
  });
});

test("an embedding's padding row starts at 0 and gets no gradient", () => {
  const layer = new Embedding(3, 2, { paddingIndex: 1, generator: new Generator(0) });
  expect((layer.weight.toArray() as number[][])[1]).toEqual([0, 0]);
  layer
    .forward(tensor([0, 1, 1], { dtype: 'int32' }))
    .sum()
    .backward();
  expect(layer.weight.grad!.toArray()).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
});

test('through a residual connection the gradient has the identity in it', () => {
  const x = ones([1, 2]).detach();
  x.setRequiresGrad();
  const block = new Linear(2, 2, { weight: (shape) => zeros(shape), bias: false });
  expect(grad(new Residual(block).forward(x).sum(), x).toArray()).toEqual([[1, 1]]);
});

describe('recurrent layers', () => {
  const x = tensor(
    Float64Array.from({ length: 2 * 6 * 3 }, (_, i) => Math.sin(i)),
    { shape: [2, 6, 3] },
  );
  const part = (from: number, steps: number): Tensor => x.slice({ begin: [0, from, 0], size: [2, steps, 3] });

  for (const make of [
    () => new RNN(3, 4, { stateful: true }),
    () => new GRU(3, 4, { stateful: true, layers: 2 }),
    () => new LSTM(3, 4, { stateful: true, layers: 2 }),
  ]) {
    test(`${make().kind}: a stateful layer goes on where it stopped, and starts over after resetState`, () => {
      const layer = make();
      const whole = layer.forward(x);
      layer.resetState();
      const parts = concat([layer.forward(part(0, 2)), layer.forward(part(2, 4))], 1);
      expect(worst(parts, whole)).toBeLessThan(1e-15);
      expect(layer.state).not.toBe(null);
      layer.resetState();
      expect(layer.state).toBe(null);
      expect(worst(layer.forward(part(0, 2)), part4(whole))).toBeLessThan(1e-15);
    });
  }
  const part4 = (y: Tensor): Tensor => y.slice({ begin: [0, 0, 0], size: [2, 2, 4] });

  test('backpropagation is truncated at the calls: the state carries no graph', () => {
    const layer = new RNN(3, 4, { stateful: true });
    const first = part(0, 3).detach();
    first.setRequiresGrad();
    layer.forward(first);
    expect(layer.state!.requiresGrad).toBe(false);
    const loss = layer.forward(part(3, 3)).sum();
    expect(grad(loss, first, { allowUnused: true }).abs().max().item()).toBe(0);
    // With the state handed over, the same steps are one sequence.
    const free = new RNN(3, 4);
    const { state } = free.unroll(first);
    expect(
      grad(free.forward(part(3, 3), state).sum(), first)
        .abs()
        .max()
        .item(),
    ).toBeGreaterThan(0);
  });

  test('a state carried across scopes takes constant memory', () => {
    const layer = new LSTM(3, 4, { stateful: true });
    const step = (): void => {
      scope(() => layer.forward(part(0, 3)).sum().backward());
      layer.zeroGrad();
    };
    step();
    step();
    const before = x.device.memory();
    step();
    expect(x.device.memory()).toEqual(before);
    expect(layer.state![0].isDisposed).toBe(false);
  });

  test('the state can be read and set: a run resumed elsewhere goes on the same', () => {
    const layer = new LSTM(3, 4, { stateful: true });
    layer.forward(part(0, 3));
    const [h, c] = layer.state!;
    const saved = [h.toArray(), c.toArray()] as const;
    const expected = layer.forward(part(3, 3)).toArray();
    layer.state = [tensor(saved[0]), tensor(saved[1])];
    expect(layer.forward(part(3, 3)).toArray()).toEqual(expected);
  });

  test('another batch size is refused, with the way out', () => {
    const layer = new GRU(3, 4, { stateful: true });
    layer.forward(x);
    expect(() => layer.forward(ones([5, 1, 3]))).toThrow(
      'GRU: the state does not fit: state [1,2,4], expected [1,5,4] for x [5,1,3]. Start anew with resetState(), or keep the batch size.',
    );
    expect(() => layer.forward(ones([2, 3]))).toThrow(
      'GRU: x must be sequences [N,T,D]: x [2,3]. Use the cell of the same name for single steps.',
    );
    expect(() => new RNN(3, 4).forward(ones([2, 1, 2]))).toThrow(
      'RNNCell: the last axis of x must be 3 long: x [2,1,2]. Give the features in the last axis.',
    );
  });

  test("GRU, reset before: the book's equations by hand", () => {
    const layer = new GRU(1, 1, {
      reset: 'before',
      bias: 'none',
      weightInput: () => tensor([[0.1, 0.2, 0.3]]),
      weightHidden: () => tensor([[0.4, 0.5, 0.6]]),
    });
    const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
    let h = 0.5;
    const expected = [1, -2].map((v) => {
      const [r, z] = [sigmoid(0.1 * v + 0.4 * h), sigmoid(0.2 * v + 0.5 * h)];
      const n = Math.tanh(0.3 * v + 0.6 * (r * h));
      return (h = (1 - z) * n + z * h);
    });
    const y = values(layer.forward(tensor([[[1], [-2]]]), tensor([[[0.5]]])));
    y.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
  });

  test('long sequences: the gradient of 300 steps', () => {
    const layer = new RNN(1, 2);
    const long = range(300).div(300).reshape([1, 300, 1]).detach();
    long.setRequiresGrad();
    expect(grad(layer.forward(long).sum(), long).shape).toEqual([1, 300, 1]);
  });
});

describe('attention', () => {
  const x = tensor(
    Float64Array.from({ length: 2 * 5 * 4 }, (_, i) => Math.cos(i)),
    { shape: [2, 5, 4] },
  );

  test('causal: what comes later changes nothing before it', () => {
    const changed = concat([x.slice({ begin: [0, 0, 0], size: [2, 4, 4] }), ones([2, 1, 4])], 1);
    const attention = new MultiHeadAttention(4, 2);
    const run = (input: Tensor): Tensor =>
      attention.forward(input, input, input, { causal: true }).slice({ begin: [0, 0, 0], size: [2, 4, 4] });
    expect(worst(run(x), run(changed))).toBe(0);
    const decoder = new TransformerDecoderLayer(4, 2).eval();
    const decode = (input: Tensor): Tensor => decoder.forward(input, x).slice({ begin: [0, 0, 0], size: [2, 4, 4] });
    expect(worst(decode(x), decode(changed))).toBe(0);
  });

  test('a mask by sample: padded keys change nothing', () => {
    const mask = tensor([[[true, true, true, true, false]], [[true, true, true, true, false]]]);
    const padded = concat([x.slice({ begin: [0, 0, 0], size: [2, 4, 4] }), ones([2, 1, 4]).mul(9)], 1);
    const encoder = new TransformerEncoderLayer(4, 2).eval();
    const run = (input: Tensor): Tensor => encoder.forward(input, { mask }).slice({ begin: [0, 0, 0], size: [2, 4, 4] });
    expect(worst(run(x), run(padded))).toBeLessThan(1e-15);
  });

  test('dropout acts in training only', () => {
    const encoder = new TransformerEncoderLayer(4, 2, { dropout: 0.5, generator: new Generator(0) });
    expect(worst(encoder.forward(x), encoder.forward(x))).toBeGreaterThan(0);
    encoder.eval();
    expect(worst(encoder.forward(x), encoder.forward(x))).toBe(0);
  });

  test('stacks run one layer after the other, and normalize the end where nothing else does', () => {
    const [x, memory] = [range(24).sin().reshape([1, 3, 8]), range(16).cos().reshape([1, 2, 8])];
    const encoder = new TransformerEncoder(8, 2, { layers: 2, normFirst: true }).eval();
    const [first, second] = encoder.layers as [TransformerEncoderLayer, TransformerEncoderLayer];
    expect(worst(encoder.forward(x), encoder.norm!.forward(second.forward(first.forward(x))))).toBe(0);
    const decoder = new TransformerDecoder(8, 2, { layers: 2 }).eval();
    const [below, above] = decoder.layers as [TransformerDecoderLayer, TransformerDecoderLayer];
    const mask = { causal: false };
    expect(decoder.norm).toBeNull();
    expect(worst(decoder.forward(x, memory), above.forward(below.forward(x, memory), memory))).toBe(0);
    expect(worst(decoder.forward(x, memory, mask), above.forward(below.forward(x, memory, mask), memory, mask))).toBe(0);
    expect(new TransformerEncoder(8, 2).layers.length).toBe(6);
  });

  test('heads that do not divide the size are refused', () => {
    expect(() => new MultiHeadAttention(6, 4)).toThrow(
      'MultiHeadAttention: heads must divide the size: size 6, heads 4. Each head has size / heads columns.',
    );
    expect(() => new MultiHeadAttention(4, 2).forward(ones([5, 4]))).toThrow(
      'MultiHeadAttention: query must be [N,L,4]: query [5,4]. Add a missing axis with expandDims.',
    );
  });

  test('positions are the waves of the paper, not saved and not learned', () => {
    const layer = new PositionalEncoding(4, { maxLength: 10 });
    const table = layer.forward(zeros([10, 4])).toArray() as number[][];
    // PE(t, 2i) = sin(t / 10000^(2i / d)), PE(t, 2i + 1) its cosine.
    expect(table[7]![0]).toBeCloseTo(Math.sin(7), 15);
    expect(table[7]![1]).toBeCloseTo(Math.cos(7), 15);
    expect(table[7]![2]).toBeCloseTo(Math.sin(7 / 100), 15);
    expect(table[7]![3]).toBeCloseTo(Math.cos(7 / 100), 15);
    expect(layer.stateDict()).toEqual({});
    expect(layer.parameters()).toEqual([]);
    expect(() => layer.forward(zeros([1, 11, 4]))).toThrow(
      "PositionalEncoding: x must be [...,L,4] with L up to 10: x [1,11,4]. Give the size of x's vectors and a larger maxLength.",
    );
  });
});

test('layers by name run in their order', () => {
  const net = new Sequential({
    double: new Linear(1, 1, { weight: () => tensor([[2]]), bias: false }),
    shift: new Linear(1, 1, { weight: () => tensor([[1]]), biasInit: () => tensor([5]) }),
  });
  expect(net.length).toBe(2);
  expect([...net].map(({ kind }) => kind)).toEqual(['Linear', 'Linear']);
  expect(net.at(-1)).toBe(net.at(1));
  expect(net.forward(tensor([[3]])).item()).toBe(11);
});
