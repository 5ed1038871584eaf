import { crossEntropy, Generator, oneHot, ones, randn, relu, sigmoid, softmax, tensor, type Tensor } from 'megagrad';
import { Dropout, Flatten, Linear, Sequential } from 'megagrad/nn';
import type { Context, Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';

type Matrix = readonly (readonly number[])[];
type Report = Context['figure'];

// What the book's formulas give is computed without the framework, in plain numbers; g is the gradient that comes from above.
const rows = (x: Tensor): Matrix => x.toArray() as number[][];
const transposed = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const product = (a: Matrix, b: Matrix): Matrix => a.map((row) => transposed(b).map((column) => dot(row, column)));

/** Largest difference of a tensor from plain numbers. */
function apart(ours: Tensor | null, formula: Matrix): number {
  const expected = formula.flat();
  return Math.max(...Array.from(ours!.dataSync(), (value, i) => Math.abs(value - expected[i]!)));
}

/** Section 5.5: the masks and outputs that ReLU and sigmoid keep are all that their backward passes need. */
function activations(figure: Report): void {
  const g = tensor([[1, -2, 3, 4, 5]]);
  const x = tensor([[-1000, -1, 0, 1, 2]], { requiresGrad: true });
  const y = sigmoid(x);
  y.backward({ gradient: g });
  const [upstream] = rows(g);
  const [value] = rows(y);
  const slope = apart(x.grad, [upstream!.map((d, i) => d * value![i]! * (1 - value![i]!))]);
  figure({
    row: 23,
    name: 'sigmoid of 1; backward against g y (1 - y), from -1000 to 2',
    book: '0.7310585786; the same',
    ours: `${value![3]!.toFixed(10)}; ${slope.toExponential(1)} apart`,
    met: Math.abs(value![3]! - 0.7310585786) < rounding() + 5e-11 && slope < rounding(),
  });

  const z = tensor([[-2, -0.5, 0, 0.5, 3]], { requiresGrad: true });
  const positive = relu(z);
  positive.backward({ gradient: g });
  const text = (t: Tensor): string => t.dataSync().join(' ');
  figure({
    row: 25,
    name: 'ReLU of -2, -0.5, 0, 0.5, 3; backward of g = 1, -2, 3, 4, 5; g after',
    book: '0 0 0 0.5 3; 0 0 0 4 5; as before',
    ours: `${text(positive)}; ${text(z.grad!)}; ${text(g)}`,
    met: text(positive) === '0 0 0 0.5 3' && text(z.grad!) === '0 0 0 4 5' && text(g) === '1 -2 3 4 5',
  });
}

/** Section 3.5, and the backward pass that the second volume writes: dx = y g - y sum(y g). */
function softmaxLayer(figure: Report): void {
  const printed = ['9.9995460e-1', '4.5397869e-5', '2.0610600e-9'];
  const large = softmax(tensor([1010, 1000, 990])).dataSync();
  const x = randn([4, 5], { generator: new Generator(1), requiresGrad: true });
  const g = randn([4, 5], { generator: new Generator(2) });
  const y = softmax(x);
  y.backward({ gradient: g });
  const upstream = rows(g);
  const backward = apart(
    x.grad,
    rows(y).map((row, i) => row.map((value, j) => value * (upstream[i]![j]! - dot(row, upstream[i]!)))),
  );
  const sums = Math.max(...rows(y).map((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1)));
  figure({
    row: 27,
    name: 'softmax of 1010, 1000, 990',
    book: printed.join(' '),
    ours: Array.from(large, (value) => value.toExponential(7)).join(' '),
    // Printed to eight digits.
    met: printed.every((value, i) => Math.abs(large[i]! / Number(value) - 1) < 1e-7 + rounding()),
  });
  figure({
    row: 27,
    name: 'rows of softmax from 1; backward from the formula',
    book: '0; 0',
    ours: `${sums.toExponential(1)}; ${backward.toExponential(1)}`,
    met: sums < rounding() && backward < rounding(),
  });
}

/** Section 5.6: dx = g W^T, dW = x^T g, db = the sum of g over the batch. */
function affine(figure: Report): void {
  const generator = new Generator(3);
  const layer = new Linear(6, 4, { generator, biasInit: (shape) => randn(shape, { generator }) });
  const x = randn([3, 6], { generator, requiresGrad: true });
  const g = randn([3, 4], { generator });
  const out = layer.forward(x);
  out.backward({ gradient: g });
  const [weight, bias] = [rows(layer.weight), Array.from(layer.bias!.dataSync())];
  const forward = product(rows(x), weight).map((row) => row.map((value, j) => value + bias[j]!));
  const differences = {
    out: apart(out, forward),
    dx: apart(x.grad, product(rows(g), transposed(weight))),
    dW: apart(layer.weight.grad, product(transposed(rows(x)), rows(g))),
    db: apart(layer.bias!.grad, [transposed(rows(g)).map((column) => column.reduce((sum, value) => sum + value, 0))]),
  };
  figure({
    row: 29,
    name: 'Affine: out, dx, dW and db from the formulas',
    book: '0',
    ours: Object.entries(differences)
      .map(([name, difference]) => `${name} ${difference.toExponential(1)}`)
      .join(', '),
    met: Object.values(differences).every((difference) => difference < rounding()),
  });

  // The same numbers as three images of one row, three columns and two channels.
  const images = x.detach().reshape([3, 1, 3, 2]);
  const input = tensor(images.toArray(), { requiresGrad: true });
  layer.zeroGrad();
  const flat = new Sequential(new Flatten(), layer).forward(input);
  flat.backward({ gradient: g });
  const same = apart(flat, forward) + apart(input.grad, product(rows(g), transposed(weight)));
  figure({
    row: 29,
    name: 'Affine of images: shape of dx, difference from the flat form',
    book: 'that of the images, 0',
    ours: `[${input.grad!.shape.join()}], ${same.toExponential(1)}`,
    met: input.grad!.shape.join() === images.shape.join() && same < rounding(),
  });
}

/** Section 5.6.3: dx = (y - t) / batch size, whichever way the labels are written. */
function softmaxWithLoss(figure: Report): void {
  const scores = randn([5, 10], { generator: new Generator(4) });
  const labels = tensor([2, 0, 9, 2, 7], { dtype: 'int32' });
  const targets = oneHot(labels, 10);
  const [byIndex, byOneHot] = [labels, targets].map((t) => {
    const x = tensor(scores.toArray(), { requiresGrad: true });
    const loss = crossEntropy(x, t);
    loss.backward();
    return { loss: loss.item(), dx: x.grad! };
  });
  const [y, t] = [rows(softmax(scores)), rows(targets)];
  const formula = y.map((row, i) => row.map((value, j) => (value - t[i]![j]!) / y.length));
  const expected = -y.reduce((sum, row, i) => sum + Math.log(dot(row, t[i]!)), 0) / y.length;
  const off = Math.max(apart(byIndex!.dx, formula), apart(byOneHot!.dx, formula));
  const losses = Math.max(...[byIndex!, byOneHot!].map(({ loss }) => Math.abs(loss - expected)));
  figure({
    row: 30,
    name: 'softmax with loss, labels as numbers and one-hot: loss and dx from the formulas',
    book: '0, 0',
    ours: `${losses.toExponential(1)}, ${off.toExponential(1)}`,
    met: losses < rounding() && off < rounding(),
  });
}

/** Section 6.4.3: the book multiplies by 1 - p in evaluation, the inverted form divides by it in training. */
function dropout(figure: Report): void {
  const p = 0.3;
  const count = 100_000;
  for (const inverted of [false, true]) {
    const layer = new Dropout(p, { inverted, generator: new Generator(5) });
    const x = ones([count], { requiresGrad: true });
    const y = layer.forward(x);
    y.backward({ gradient: ones([count]) });
    const kept = inverted ? 1 / (1 - p) : 1;
    const [values, gradient] = [y.dataSync(), x.grad!.dataSync()];
    const near = (value: number, expected: number): boolean => Math.abs(value - expected) < rounding();
    const masked = values.every((value, i) => (value === 0 || near(value, kept)) && gradient[i] === value);
    const tested = layer.eval().forward(x).dataSync();
    const constant = tested.every((value) => near(value, inverted ? 1 : 1 - p));
    const [training, evaluation] = [y, layer.forward(x)].map((part) => part.mean().item());
    figure({
      row: 32,
      name: `dropout 0.3 of ones, ${inverted ? 'inverted' : "the book's"}: mean in training and in evaluation`,
      book: inverted ? '1, 1' : '0.7, 0.7',
      ours: `${training!.toFixed(3)}, ${evaluation!.toFixed(3)}`,
      // The share that is kept has a deviation of sqrt(p (1 - p) / count) = 0.0014.
      met: masked && constant && Math.abs(training! - evaluation!) < 0.007,
    });
    const dropped = values.filter((value) => value === 0).length;
    const closed = gradient.filter((value, i) => value === 0 && values[i] === 0).length;
    figure({
      row: 32,
      name: `elements dropped forward, and of these without gradient, ${inverted ? 'inverted' : "the book's"}`,
      book: 'the same',
      ours: `${dropped}, ${closed}`,
      met: masked && dropped === closed && dropped > 0,
    });
  }
}

export const program: Program = {
  name: 'ch05-backpropagation/layers',
  title: "the layers' forward and backward passes, against the book's formulas in plain numbers",
  device: 'reference',
  async run({ figure }) {
    activations(figure);
    softmaxLayer(figure);
    affine(figure);
    softmaxWithLoss(figure);
    dropout(figure);
  },
};
