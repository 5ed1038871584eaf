import { crossEntropy, Generator, randn, square, tensor, type Tensor } from 'megagrad';
import { numericalGradient } from 'megagrad/testing';
import { arrows } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { marksIn, placeOf } from '../common/svg.ts';

/** Minus the gradient of a function on a grid of points. */
function downhill(f: (x: Tensor, y: Tensor) => Tensor): { x: number; y: number; dx: number; dy: number }[] {
  const ticks = Array.from({ length: 17 }, (_, i) => -2 + i / 4);
  return ticks.flatMap((x) =>
    ticks.map((y) => {
      const [a, b] = [tensor(x, { requiresGrad: true }), tensor(y, { requiresGrad: true })];
      f(a, b).backward();
      return { x, y, dx: -0.05 * a.grad!.item(), dy: -0.05 * b.grad!.item() };
    }),
  );
}

export const program: Program = {
  name: 'ch04-learning/gradients',
  title: 'arrows downhill, the gradient of a small network, and why accuracy cannot be followed',
  device: 'reference',
  async run({ seed, figure, save }) {
    const bowl = downhill((x, y) => square(x).add(square(y)));
    const field = await arrows(bowl, { title: 'minus the gradient of x² + y²', xLabel: 'x0', yLabel: 'x1' });
    await save('gradient.svg', field);
    // The minimum is in the middle of the field, (180, 180) in pixels.
    const shafts = marksIn(field, 'rule mark').map((shaft) => ({
      from: placeOf(shaft),
      by: [Number(shaft['x2'] ?? 0), Number(shaft['y2'] ?? 0)],
    }));
    const inwardDrawn = shafts.filter(({ from, by }) => (from[0] - 180) * by[0]! + (from[1] - 180) * by[1]! < 0).length;
    figure({
      row: 122,
      name: 'arrows in the drawing, and those that lead to its middle',
      ours: `${shafts.length}, ${inwardDrawn}`,
      met: shafts.length === 289 && inwardDrawn === 288,
    });
    const inward = bowl.every(({ x, y, dx, dy }) => x * dx + y * dy <= 0);
    figure({
      row: 49,
      name: 'arrows of minus the gradient',
      book: 'point to the minimum',
      ours: inward ? 'point to the minimum' : 'stray',
      met: inward,
    });

    // Section 4.4.2: the rows of the gradient are in the ratio of the inputs, whatever the weights.
    const w = randn([2, 3], { generator: new Generator(seed), requiresGrad: true });
    const loss = (weights: Tensor): Tensor => {
      const { device } = weights;
      return crossEntropy(tensor([[0.6, 0.9]], { device }).matMul(weights), tensor([2], { dtype: 'int32', device }));
    };
    loss(w).backward();
    const numeric = numericalGradient(loss, w.detach());
    const gradient = await w.grad!.to('reference');
    const apart = gradient.sub(numeric).abs().max().item();
    figure({
      row: 51,
      name: 'gradient of simpleNet against differences',
      book: 'the same',
      ours: apart.toExponential(1),
      met: apart < 1e-8,
    });
    const [first, second] = gradient.toArray() as number[][];
    const ratio = second!.every((value, i) => Math.abs(value / first![i]! - 1.5) < 1e-9);
    figure({ row: 51, name: 'second row of the gradient by the first', book: '0.9 / 0.6', ours: ratio ? '1.5' : 'other', met: ratio });

    // A small step of a weight moves the loss, but no answer: accuracy stays, its derivative is 0.
    const inputs = randn([100, 2], { generator: new Generator(seed + 1), device: 'reference' });
    const right = await w.detach().to('reference');
    const truth = inputs.matMul(right).argMax(1);
    const model = right.add(0.3);
    const accuracy = (weights: Tensor): Tensor => inputs.matMul(weights).argMax(1).equal(truth).cast('float64').mean();
    const slope = numericalGradient(accuracy, model, { step: 1e-6 }).abs().max().item();
    const lossSlope = numericalGradient((weights) => crossEntropy(inputs.matMul(weights), truth), model)
      .abs()
      .max()
      .item();
    figure({
      row: 47,
      name: 'derivative of accuracy, and of the loss',
      book: '0 almost everywhere',
      ours: `${slope}, ${lossSlope.toPrecision(2)}`,
      met: slope === 0 && lossSlope > 1e-3,
    });

    // At a saddle the gradient is 0 and yet it goes down: along y.
    const saddle = (a: Tensor, b: Tensor): Tensor => square(a).sub(square(b));
    await save('saddle.svg', await arrows(downhill(saddle), { title: 'minus the gradient of x² - y²' }));
    const descend = (start: number): [number, number] => {
      let point: [number, number] = [1, start];
      for (let step = 0; step < 60; step++) {
        const [a, b] = [tensor(point[0], { requiresGrad: true }), tensor(point[1], { requiresGrad: true })];
        saddle(a, b).backward();
        point = [point[0] - 0.1 * a.grad!.item(), point[1] - 0.1 * b.grad!.item()];
      }
      return point;
    };
    const [stuck, free] = [descend(0), descend(1e-6)];
    figure({
      row: 68,
      name: 'from (1, 0), and from a hair beside',
      book: 'stays at the saddle',
      ours: `${stuck[1].toFixed(3)}, ${free[1].toFixed(3)}`,
      met: Math.abs(stuck[0]) < 1e-4 && stuck[1] === 0 && free[1] > 0.01,
    });
  },
};
