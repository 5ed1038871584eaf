import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { device, memory, random, tensor, type Tensor } from 'megagrad';
import {
  BatchNorm2d,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Embedding,
  Flatten,
  Linear,
  LSTM,
  MaxPool2d,
  Module,
  MultiHeadAttention,
  ReLU,
  Sequential,
  type Layer,
} from 'megagrad/nn';

function simpleConvNet(): Sequential {
  return new Sequential({
    conv: new Conv2d(1, 30, 5),
    relu: new ReLU(),
    pool: new MaxPool2d(2),
    flatten: new Flatten(),
    hidden: new Linear(4320, 100),
    relu2: new ReLU(),
    output: new Linear(100, 10),
  });
}

function convBlock(...channels: readonly number[]): Layer[] {
  return channels.flatMap((out) => [new Conv2d(null, out, 3, { padding: 1 }), new ReLU()]);
}

test('SimpleConvNet of the book has 433,890 parameters and takes about 0.87 million multiplications per image', () => {
  // 750 + 30, 4320 * 100 + 100, 1000 + 10; 24 * 24 * 30 * 25 + 432,000 + 1,000.
  const summary = simpleConvNet().summary([1, 28, 28, 1]);
  expect(summary.parameters).toBe(433_890);
  expect(summary.trainable).toBe(433_890);
  expect(summary.macs).toBe(432_000 + 432_000 + 1_000);
  expect(summary.toString()).toBe(
    [
      'layer    kind        output        parameters     MACs',
      '------------------------------------------------------',
      'conv     Conv2d      [1,24,24,30]         780  432,000',
      'relu     ReLU        [1,24,24,30]           0        0',
      'pool     MaxPool2d   [1,12,12,30]           0        0',
      'flatten  Flatten     [1,4320]               0        0',
      'hidden   Linear      [1,100]          432,100  432,000',
      'relu2    ReLU        [1,100]                0        0',
      'output   Linear      [1,10]             1,010    1,000',
      '------------------------------------------------------',
      'total    Sequential                   433,890  865,000',
      'trainable parameters: 433,890',
    ].join('\n'),
  );
});

test('DeepConvNet of the book has 123,552 parameters', () => {
  const net = new Sequential(
    ...convBlock(16, 16),
    new MaxPool2d(2),
    ...convBlock(32),
    new Conv2d(null, 32, 3, { padding: 2 }),
    new ReLU(),
    new MaxPool2d(2),
    ...convBlock(64, 64),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(null, 50),
    new ReLU(),
    new Dropout(),
    new Linear(50, 10),
    new Dropout(),
  );
  expect(net.summary([1, 28, 28, 1]).parameters).toBe(123_552);
});

function vgg16(): Sequential {
  const features = [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ].flatMap((block) => [...convBlock(...block), new MaxPool2d(2)]);
  return new Sequential(
    ...features,
    new Flatten(),
    new Linear(null, 4096),
    new ReLU(),
    new Dropout(),
    new Linear(null, 4096),
    new ReLU(),
    new Dropout(),
    new Linear(null, 1000),
  );
}

test('VGG16 has 138,357,544 parameters, counted without making one of its weights', () => {
  const net = vgg16();
  const before = memory().reference!.bytes;
  const drawn = random.getState();
  const summary = net.summary([1, 224, 224, 3]);
  expect(summary.parameters).toBe(138_357_544);
  // torchvision's page of vgg16 gives 15.47 G.
  expect(summary.macs).toBe(15_470_264_320);
  expect(summary.rows.find(({ kind }) => kind === 'Flatten')!.outputShape).toEqual([1, 25088]);
  expect(memory().reference!.bytes).toBe(before);
  expect(random.getState()).toEqual(drawn);
  expect(
    net
      .namedParameters()
      .filter(([, parameter]) => !parameter.isDisposed)
      .every(([name]) => name.endsWith('.bias')),
  ).toBe(true);
});

test('a summary leaves parameters, running statistics, training mode and recurrent state as they were', () => {
  const net = new Sequential(new Conv2d(1, 2, 3), new BatchNorm2d(2));
  net.at(0).eval();
  const before = Object.entries(net.stateDict()).map(([name, each]) => [name, each.toArray()]);
  net.summary([4, 8, 8, 1]);
  expect(Object.entries(net.stateDict()).map(([name, each]) => [name, each.toArray()])).toEqual(before);
  expect(net.training).toBe(true);
  expect(net.at(0).training).toBe(false);
  const lstm = new LSTM(2, 3, { stateful: true });
  lstm.summary([1, 4, 2]);
  expect(lstm.state).toBe(null);
});

test('each submodule counts what it does itself, however deep, and a shared parameter once', () => {
  class Tied extends Module {
    readonly embedding = new Embedding(50, 8);
    readonly attention = new MultiHeadAttention(8, 2);
    readonly output = new Linear(8, 50, { weight: this.embedding.weight, transposed: true });
    override forward(indices: Tensor): Tensor {
      const x = this.embedding.forward(indices);
      return this.output.forward(
        this.attention
          .forward(x)
          .matMul(x, { transposeA: true })
          .matMul(x.transpose([0, 2, 1]))
          .transpose([0, 2, 1]),
      );
    }
  }
  const summary = new Tied().summary({ shape: [1, 5], dtype: 'int32' });
  const byPath = Object.fromEntries(summary.rows.map((row) => [row.path, row]));
  expect(byPath['embedding']!.parameters).toBe(400);
  expect(byPath['output']!.parameters).toBe(50);
  expect(byPath['output']!.macs).toBe(5 * 8 * 50);
  expect(byPath['attention.query']!.macs).toBe(5 * 8 * 8);
  // Scores and mixture of both heads: 2 heads, 5 queries, 5 keys, 4 columns, twice.
  expect(byPath['attention']!.macs).toBe(2 * 2 * 5 * 5 * 4);
  // The products in the outer forward itself: [8,5][5,8] and [8,8][8,5].
  expect(byPath['']!.macs).toBe(8 * 8 * 5 + 8 * 5 * 8);
  expect(summary.parameters).toBe(400 + 50 + 4 * (64 + 8));
});

test('a transposed convolution multiplies as often as the convolution that it is the adjoint of', () => {
  const up = new ConvTranspose2d(8, 3, 4, { stride: 2, padding: 1 }).summary([1, 7, 7, 8]);
  const down = new Conv2d(3, 8, 4, { stride: 2, padding: 1 }).summary([1, 14, 14, 3]);
  expect(up.rows[0]!.outputShape).toEqual([1, 14, 14, 3]);
  expect(up.macs).toBe(down.macs);
});

test('the console shows the table', () => {
  const summary = new Linear(784, 50).summary([1, 784]);
  expect(inspect(summary)).toBe(String(summary));
  expect(String(summary)).toContain('39,250');
});

test('frozen parameters count, but not as trainable', () => {
  const net = simpleConvNet();
  net.at(0).requireGrad(false);
  expect(net.summary([1, 28, 28, 1]).trainable).toBe(433_890 - 780);
});

test('a forward that reads values is refused, and nothing stays changed', () => {
  class Reads extends Module {
    readonly linear = new Linear(2, 2);
    override forward(x: Tensor): Tensor {
      return this.linear.forward(x).mul(x.sum().item());
    }
  }
  const net = new Reads();
  expect(() => net.summary([1, 2])).toThrow(
    'summary: forward reads the values of a tensor, and a summary runs it on shapes alone. Compute with ops only, or summarize the submodules.',
  );
  expect(net.forward(tensor([[1, 2]])).shape).toEqual([1, 2]);
});

test('on a device with managed memory a summary makes no block there', async () => {
  const wasm = await device.start('wasm');
  const net = simpleConvNet();
  await net.to('wasm');
  await device.use('wasm');
  try {
    const before = wasm.memory();
    expect(net.summary([100, 28, 28, 1]).parameters).toBe(433_890);
    expect(wasm.memory()).toEqual(before);
  } finally {
    await device.use('reference');
  }
});
