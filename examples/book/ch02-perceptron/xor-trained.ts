import { bceWithLogits, tensor, type Tensor } from 'megagrad';
import { toTensor, xor } from 'megagrad/data';
import { Linear, Sequential, Tanh, type Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { decisionBoundary } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { marksIn, placeOf, type Shape } from '../common/svg.ts';

/** Trains on the four rows of XOR and returns how many of them come out right. */
async function learn(model: Layer, x: Tensor, y: Tensor, steps: number): Promise<number> {
  const optimizer = new Adam(model.parameters(), { learningRate: 0.05 });
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    bceWithLogits(model.forward(x), y).backward();
    optimizer.step();
  }
  const answers = model.forward(x).greater(0).equal(y.greater(0.5));
  return Array.from(await answers.data()).reduce((sum, right) => sum + right, 0);
}

/** The color of the region that a point of a drawing lies in. */
function colorUnder(regions: readonly Shape[], point: Shape): string | undefined {
  const [x, y] = placeOf(point);
  const holds = (region: Shape): boolean => {
    const corner = /^M(-?[\d.]+),(-?[\d.]+)h([\d.]+)v([\d.]+)/.exec(region['d'] ?? '')?.slice(1);
    const [left = NaN, top = NaN, width = NaN, height = NaN] = (corner ?? []).map(Number);
    return x >= left && x <= left + width && y >= top && y <= top + height;
  };
  return regions.find(holds)?.['fill'];
}

export const program: Program = {
  name: 'ch02-perceptron/xor-trained',
  title: 'a single layer cannot learn XOR, two layers can',
  device: 'reference',
  async run({ figure, save }) {
    const { x, y } = xor().batch(Int32Array.of(0, 1, 2, 3));
    const [inputs, targets] = [toTensor(x), toTensor(y)];
    const single = await learn(new Linear(2, 1), inputs, targets, 500);
    figure({ row: 15, name: 'rows of XOR right, single layer', book: 'at most 3 of 4', ours: `${single} of 4`, met: single <= 3 });
    const model = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1));
    const double = await learn(model, inputs, targets, 500);
    figure({ row: 15, name: 'rows of XOR right, two layers', book: '4 of 4', ours: `${double} of 4`, met: double === 4 });

    const corners = Array.from(y.data, (label, i) => ({ x: x.data[2 * i]!, y: x.data[2 * i + 1]!, class: label }));
    const classify = (points: [number, number][]): Promise<ArrayLike<number>> => model.forward(tensor(points)).greater(0).flatten().data();
    const options = { title: 'XOR, learned by two layers', xLabel: 'x1', yLabel: 'x2', xRange: [-0.5, 1.5], yRange: [-0.5, 1.5] } as const;
    const svg = await decisionBoundary(classify, corners, options);
    await save('decision-boundary.svg', svg);
    const regions = marksIn(svg, 'rect mark');
    const drawn = marksIn(svg, 'point');
    const inside = drawn.filter((point) => colorUnder(regions, point) === point['fill']);
    figure({
      row: 122,
      name: 'decision boundary: corners of XOR drawn on the color of their class',
      book: '4 of 4',
      ours: `${inside.length} of ${drawn.length}`,
      met: drawn.length === 4 && inside.length === 4,
    });
  },
};
