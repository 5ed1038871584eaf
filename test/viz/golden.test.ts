import { crossEntropy, grad, ones, random, tensor, zeros, type Tensor } from 'megagrad';
import { BatchNorm2d, Conv2d, Flatten, Linear, LSTM, MaxPool2d, Module, ReLU, Residual, Sequential } from 'megagrad/nn';
import { dotToSvg, toDot, trace, type DrawOptions, type TraceSubject } from 'megagrad/viz';
import { describe, expect, it } from 'vitest';

const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });

/** Compares DOT and SVG with the files beside this test; `npx vitest run test/viz -u` writes them anew. */
async function expectGolden(name: string, subject: TraceSubject, options: DrawOptions): Promise<void> {
  const dot = toDot(subject, options);
  await expect(dot).toMatchFileSnapshot(`golden/${name}.dot`);
  await expect(await dotToSvg(dot)).toMatchFileSnapshot(`golden/${name}.svg`);
}

/** The book, section 5.4: two apples at 100, three oranges at 150, tax 1.1. */
function shop(): Tensor {
  const [apple, apples] = [leaf(100, 'apple'), leaf(2, 'number')];
  const [orange, oranges] = [leaf(150, 'orange'), leaf(3, 'number')];
  return apple.mul(apples).add(orange.mul(oranges)).mul(leaf(1.1, 'tax'));
}

/** micrograd's README. */
function micrograd(): Tensor {
  const [a, b] = [leaf(-4, 'a'), leaf(2, 'b')];
  let c = a.add(b);
  let d = a.mul(b).add(b.pow(3));
  c = c.add(c.add(1));
  c = c.add(c.add(1)).add(a.neg());
  d = d.add(d.mul(2)).add(b.add(a).relu());
  d = d.add(d.mul(3)).add(b.sub(a).relu());
  const e = c.sub(d);
  const f = e.pow(2);
  return f.div(2).add(tensor(10).div(f));
}

/** Section 6 of the book's successor (DeZero, step 24): a function with many valleys, at (1, 1) 1876. */
function goldsteinPrice(): Tensor {
  const [x, y] = [leaf(1, 'x'), leaf(1, 'y')];
  const left = x.add(y).add(1).square();
  const inner = tensor(19).sub(x.mul(14)).add(x.square().mul(3)).sub(y.mul(14)).add(x.mul(y).mul(6)).add(y.square().mul(3));
  const right = x.mul(2).sub(y.mul(3)).square();
  const outer = tensor(18).sub(x.mul(32)).add(x.square().mul(12)).add(y.mul(48)).sub(x.mul(y).mul(36)).add(y.square().mul(27));
  return left.mul(inner).add(1).mul(right.mul(outer).add(30));
}

/** DeZero, step 35: the graph behind the second derivative of tanh. */
function tanhTwice(): Tensor {
  const x = leaf(1, 'x');
  const first = grad(x.tanh(), x, { createGraph: true });
  const second = grad(first, x, { createGraph: true });
  second.label = 'gx2';
  return second;
}

class TwoLayerNet extends Module {
  readonly hidden = new Linear(4, 3);
  readonly output = new Linear(3, 2);
  override forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).relu());
  }
}

/** The book, section 7.5: conv, relu, pool, affine, relu, affine. */
function simpleConvNet(): Sequential {
  return new Sequential(
    new Conv2d(1, 30, 5),
    new ReLU(),
    new MaxPool2d(2),
    new Flatten(),
    new Linear(4320, 100),
    new ReLU(),
    new Linear(100, 10),
  );
}

/** He et al. 2016, figure 2: two convolutions and a way around them. */
function resNetBlock(): Residual {
  const conv = (): Conv2d => new Conv2d(4, 4, 3, { padding: 'same' });
  return new Residual(new Sequential(conv(), new BatchNorm2d(4), new ReLU(), conv(), new BatchNorm2d(4)));
}

const labeled = (x: Tensor, label: string): Tensor => {
  x.label = label;
  return x;
};

/** Random weights would change the numbers: these drawings show shapes. */
const shapesOnly: DrawOptions = { values: false, gradients: false };

describe('golden drawings', () => {
  it('Goldstein-Price', async () => {
    const { nodes } = trace(goldsteinPrice, { gradients: true });
    const of = (label: string): number => nodes.find((node) => node.label === label)!.gradient!.all![0]!;
    // DeZero's step 24 prints -5376 and 8064.
    expect([of('x'), of('y')]).toEqual([-5376, 8064]);
    await expectGolden('goldstein-price', goldsteinPrice, { gradients: true });
  });

  it("tanh's second derivative", async () => {
    const { nodes } = trace(tanhTwice);
    const root = nodes.find(({ isOutput }) => isOutput)!;
    // -2 tanh(1) (1 - tanh(1)^2)
    expect(root.value!.all![0]).toBeCloseTo(-2 * Math.tanh(1) * (1 - Math.tanh(1) ** 2), 12);
    await expectGolden('tanh-second-derivative', tanhTwice, {});
  });

  it('two-layer net, by model and inputs', async () => {
    const net = new TwoLayerNet();
    const options = { ...shapesOnly, inputs: [labeled(ones([2, 4]), 'x')] };
    const { nodes, groups } = trace(net, options);
    expect(groups.map(({ label }) => label)).toEqual(['hidden: Linear', 'output: Linear']);
    expect(nodes.filter(({ role }) => role === 'parameter').map(({ label }) => label)).toEqual(net.namedParameters().map(([name]) => name));
    await expectGolden('two-layer-net', net, options);
  });

  it('SimpleConvNet, forward and backward', async () => {
    const net = simpleConvNet();
    const images = labeled(ones([2, 28, 28, 1]), 'images');
    const labels = labeled(tensor([3, 4], { dtype: 'int32' }), 'labels');
    const loss = (): Tensor => labeled(crossEntropy(net.forward(images), labels), 'loss');
    await expectGolden('simple-conv-net', loss, { ...shapesOnly, depth: 0 });
    await expectGolden('simple-conv-net-training', loss, { ...shapesOnly, pass: 'both' });
  });

  it('an LSTM unrolled and folded', async () => {
    random.seed(0);
    const lstm = new LSTM(3, 4);
    const x = labeled(zeros([2, 5, 3]), 'x');
    const unrolled = trace(() => lstm.forward(x), shapesOnly);
    const folded = trace(() => lstm.forward(x), { ...shapesOnly, fold: true });
    expect(unrolled.nodes.filter(({ op }) => op === 'tanh')).toHaveLength(10);
    expect(folded.nodes.filter(({ op }) => op === 'tanh')).toHaveLength(2);
    expect(folded.nodes.filter(({ op, repeats }) => op === 'tanh' && repeats === 5)).toHaveLength(2);
    await expectGolden('lstm-unrolled', () => lstm.forward(x), shapesOnly);
    await expectGolden('lstm-folded', () => lstm.forward(x), { ...shapesOnly, fold: true });
  });

  it('a ResNet block', async () => {
    const block = resNetBlock();
    await expectGolden('resnet-block', block, { ...shapesOnly, inputs: [labeled(ones([1, 6, 6, 4]), 'x')] });
  });

  it('apples and oranges: 715 forward; 2.2, 110, 3.3, 165 and 650 backward', async () => {
    const { nodes } = trace(shop, { gradients: true });
    const shown = Object.fromEntries(
      nodes.filter(({ role }) => role === 'input').map((node, i) => [`${i} ${node.label}`, node.gradient!.all![0]]),
    );
    expect(nodes.find(({ isOutput }) => isOutput)!.value!.all).toEqual([715.0000000000001]);
    expect(shown).toEqual({
      '0 apple': 2.2,
      '1 number': 110.00000000000001,
      '2 orange': 3.3000000000000003,
      '3 number': 165,
      '4 tax': 650,
    });
    await expectGolden('apples-and-oranges', shop, { theme: 'book', gradients: true });
  });

  it("micrograd's README: g = 24.7041, dg/da = 138.8338, dg/db = 645.5773", async () => {
    const { nodes } = trace(micrograd, { gradients: true });
    const of = (label: string): number => nodes.find((node) => node.label === label)!.gradient!.all![0]!;
    expect(nodes.find(({ isOutput }) => isOutput)!.value!.all![0]).toBeCloseTo(24.7041, 4);
    expect(of('a')).toBeCloseTo(138.8338, 4);
    expect(of('b')).toBeCloseTo(645.5773, 4);
    await expectGolden('micrograd', micrograd, { gradients: true });
  });
});
