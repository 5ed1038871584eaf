import { square, tensor, type Tensor } from 'megagrad';
import { numericalGradient } from 'megagrad/testing';
import { contours } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { cornersOf, shapesIn } from '../common/svg.ts';

type Point = readonly [number, number];

/** Section 4.4: f(x0, x1) = x0^2 + x1^2. */
const bowl = (x: Tensor): Tensor => square(x).sum();

/** Where 0 is drawn in the panel of the path, in pixels. */
const center = [168, 216] as const;

export const program: Program = {
  name: 'ch04-learning/numerical-gradient',
  title: 'central differences, and where gradient descent goes with good and bad rates',
  device: 'reference',
  async run({ figure, save }) {
    // Section 4.3.2, h = 1e-4.
    const curve = (x: number): number => 0.01 * x ** 2 + 0.1 * x;
    for (const [x, book] of [
      [5, 0.1999999999990898],
      [10, 0.2999999999986347],
    ] as const) {
      const ours = (curve(x + 1e-4) - curve(x - 1e-4)) / (2 * 1e-4);
      figure({ row: 48, name: `derivative of 0.01 x^2 + 0.1 x at ${x}`, book: String(book), ours: String(ours), met: ours === book });
    }
    for (const [point, book] of [
      [
        [3, 4],
        [6, 8],
      ],
      [
        [0, 2],
        [0, 4],
      ],
      [
        [3, 0],
        [6, 0],
      ],
    ] as const) {
      const ours = Array.from(numericalGradient(bowl, tensor(point)).dataSync(), (g) => Number(g.toFixed(6)));
      figure({
        row: 49,
        name: `gradient of x0^2 + x1^2 at ${String(point)}`,
        book: String(book),
        ours: String(ours),
        met: String(ours) === String(book),
      });
    }
    // Section 4.4.1: 100 steps from (-3, 4).
    for (const [learningRate, book, met] of [
      [0.1, '(-6.11e-10, 8.15e-10)', (end: string) => end === '(-6.11e-10, 8.15e-10)'],
      [10, 'diverges', (_: string, distance: number) => !(distance < 1e6)],
      [1e-10, 'stays', (end: string) => end === '(-3.00e+0, 4.00e+0)'],
    ] as const) {
      const [x0, x1] = descend([-3, 4], learningRate, 100).at(-1)!;
      const ours = `(${x0.toExponential(2)}, ${x1.toExponential(2)})`;
      figure({ row: 50, name: `100 steps at rate ${learningRate}`, book, ours, met: met(ours, Math.hypot(x0, x1)) });
    }

    // The book's picture of 20 steps, on contours.
    const path = descend([-3, 4], 0.1, 20);
    const svg = await contours((x0, x1) => x0 ** 2 + x1 ** 2, {
      title: 'x0² + x1², 20 steps at rate 0.1',
      xLabel: 'x0',
      yLabel: 'x1',
      xRange: [-3.5, 3.5],
      yRange: [-4.5, 4.5],
      width: 336,
      height: 432,
      paths: [{ name: 'descent', x: path.map(([x]) => x), y: path.map(([, y]) => y) }],
    });
    await save('descent.svg', svg);
    const drawn =
      shapesIn(svg)
        .map(cornersOf)
        .find(({ length }) => length === path.length) ?? [];
    const gaps = drawn.map(([x, y]) => Math.hypot(x - center[0], y - center[1]));
    figure({
      row: 122,
      name: 'points of the path on contours; pixels from the minimum to the first and to the last',
      ours: `${drawn.length}, ${gaps[0]?.toFixed(0)}, ${gaps.at(-1)?.toFixed(0)}`,
      met: drawn.length === 21 && gaps.every((gap, i) => i === 0 || gap < gaps[i - 1]!) && gaps.at(-1)! < 4,
    });
    const levels = shapesIn(svg).filter(({ stroke }) => stroke === '#aaaaaa').length;
    figure({ row: 122, name: 'contour lines around it', ours: String(levels), met: levels === 12 });
  },
};

/** The points that gradient descent visits, the first included. */
function descend(from: Point, learningRate: number, steps: number): Point[] {
  const path = [from];
  for (let i = 0; i < steps; i++) {
    const x = tensor(path.at(-1)!, { requiresGrad: true });
    bowl(x).backward();
    const [x0, x1] = x.sub(x.grad!.mul(learningRate)).dataSync();
    path.push([x0!, x1!]);
  }
  return path;
}
