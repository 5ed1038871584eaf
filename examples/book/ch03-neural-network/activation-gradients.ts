import { add, grad, memory, relu, sigmoid, tanh, tensor, type Tensor } from 'megagrad';
import { Identity } from 'megagrad/nn';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';

/** -5 to 5 in steps of 0.1: 0 is among them. */
const points = Array.from({ length: 101 }, (_, i) => (i - 50) / 10);

/** The largest distance of two lists of numbers. */
function apart(ours: Tensor, theirs: ArrayLike<number>): number {
  return Math.max(...Array.from(ours.dataSync(), (value, i) => Math.abs(value - theirs[i]!)));
}

/** The coefficients of P'(y) (1 - y^2): what becomes of a polynomial in y = tanh x when it is derived by x. */
function derived(polynomial: readonly number[]): number[] {
  const slope = polynomial.slice(1).map((coefficient, i) => coefficient * (i + 1));
  return Array.from({ length: polynomial.length + 1 }, (_, i) => (slope[i] ?? 0) - (slope[i - 2] ?? 0));
}

export const program: Program = {
  name: 'ch03-neural-network/activation-gradients',
  title: 'backward through sigmoid, tanh, ReLU and identity, and tanh derived again and again',
  device: 'reference',
  async run({ figure, save }) {
    const x = tensor(points, { requiresGrad: true });
    const at = x.dataSync();
    const tolerance = x.dtype === 'float64' ? 1e-13 : 1e-5;
    // The gradient that comes from above: another one at each point.
    const above = tensor(points.map((_, i) => 1 + i / 10));
    const g = above.dataSync();

    // Section 5.5.2: what backward needs of the sigmoid is its output. Its input, dropped here, is not kept alive.
    const before = memory()[x.device.name]!.tensors;
    const input = add(x, 0);
    const output = sigmoid(input);
    input.dispose();
    const kept = memory()[x.device.name]!.tensors - before;
    figure({ row: 23, name: 'sigmoid: arrays alive before backward', book: '1: its output', ours: String(kept), met: kept === 1 });
    const y = output.dataSync();
    const [ofSigmoid] = grad(output, [x], { gradient: above });
    const sigmoidError = apart(
      ofSigmoid!,
      points.map((_, i) => g[i]! * y[i]! * (1 - y[i]!)),
    );
    figure({
      row: 23,
      name: 'sigmoid: gradient against g y (1 - y)',
      book: '0',
      ours: sigmoidError.toExponential(0),
      met: sigmoidError < tolerance,
    });
    const far = tensor([-1000, 1000], { requiresGrad: true });
    const ends = sigmoid(far);
    ends.backward({ gradient: tensor([1, 1]) });
    const farthest = [...ends.dataSync(), ...far.grad!.dataSync()].join(', ');
    figure({
      row: 23,
      name: 'sigmoid at -1000 and 1000, and its gradient',
      book: '0, 1, 0, 0',
      ours: farthest,
      met: farthest === '0, 1, 0, 0',
    });

    // Each derivative of tanh is a polynomial in y: 1 - y^2, then -2 y (1 - y^2), ...
    const curves = [{ name: 'tanh', x: points, y: tanh(x).dataSync() }];
    let derivative = tanh(x);
    let polynomial: number[] = [0, 1];
    for (let order = 1; order <= 5; order++) {
      [derivative] = grad(derivative.sum(), [x], { createGraph: true }) as [Tensor];
      polynomial = derived(polynomial);
      const expected = points.map((point) => polynomial.reduceRight((sum, coefficient) => sum * Math.tanh(point) + coefficient, 0));
      const error = apart(derivative, expected);
      figure({
        row: 24,
        name: `tanh: derivative ${order} against ${order === 1 ? '1 - y^2' : 'its polynomial in y'}`,
        book: '0',
        ours: error.toExponential(0),
        met: error < tolerance,
      });
      if (order <= 3) curves.push({ name: `derivative ${order}`, x: points, y: derivative.dataSync() });
    }
    await save('tanh.svg', await lines(curves, { title: 'tanh and its derivatives', xLabel: 'x', yLabel: 'y' }));

    // Section 5.5.1: x <= 0 is the mask, in both directions. At 0 the gradient is 0.
    const ramp = relu(x);
    const [ofRelu] = grad(ramp, [x], { gradient: above });
    const [forward, backward] = [ramp.dataSync(), ofRelu!.dataSync()];
    const asMasked = at.filter((point, i) => forward[i] === (point > 0 ? point : 0) && backward[i] === (point > 0 ? g[i] : 0)).length;
    figure({
      row: 25,
      name: 'ReLU: of 101 points, those whose value and gradient obey the mask',
      ours: String(asMasked),
      met: asMasked === 101,
    });
    const atZero = backward[points.indexOf(0)]!;
    figure({ row: 25, name: 'ReLU: gradient at 0', book: '0', ours: String(atZero), met: atZero === 0 });

    const same = new Identity().forward(x);
    const [ofIdentity] = grad(same, [x], { gradient: above });
    const changed = apart(same, at) + apart(ofIdentity!, g);
    figure({ row: 26, name: 'identity: what it changes in values and gradients', book: '0', ours: String(changed), met: changed === 0 });
  },
};
