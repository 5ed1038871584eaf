import { tensor, type Parameter } from 'megagrad';
import { Adam, AdaGrad, SGD, type Optimizer } from 'megagrad/optim';
import { contours } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { descend, start, valley } from '../common/valley.ts';

const optimizers: Readonly<Record<string, (p: Parameter[]) => Optimizer>> = {
  SGD: (p) => new SGD(p, { learningRate: 0.95 }),
  // The book's velocity includes the rate: at a constant rate the same steps.
  Momentum: (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9 }),
  AdaGrad: (p) => new AdaGrad(p, { learningRate: 1.5, epsilon: 1e-7 }),
  Adam: (p) => new Adam(p, { learningRate: 0.3, correction: 'rate', epsilon: 1e-7 }),
};

const height = (x: number, y: number): number => valley(tensor([x, y])).item();

/** What a drawing holds of one kind of mark: the outlines of its shapes. */
function outlines(svg: string, mark: 'line' | 'path'): string[] {
  const groups = svg.matchAll(new RegExp(`<g class="mark-${mark} role-mark"[^>]*>(.*?)</g>`, 'gs'));
  return Array.from(groups).flatMap(([, inside]) => Array.from(inside!.matchAll(/ d="(M[^"]*)"/g), ([, outline]) => outline!));
}

export const program: Program = {
  name: 'ch06-training/optimizers-valley',
  title: 'four optimizers on their way down a valley',
  device: 'reference',
  async run({ figure, save }) {
    const steps = 30;
    const paths: { name: string; x: number[]; y: number[] }[] = [];
    for (const [name, make] of Object.entries(optimizers)) {
      const points = descend(make, steps);
      paths.push({ name, x: points.map(([x]) => x), y: points.map(([, y]) => y) });
      const after = height(...points.at(-1)!);
      figure({
        row: 65,
        name: `${name}: height after ${steps} steps`,
        book: 'near 0',
        ours: after.toFixed(4),
        met: after < height(...start) / 10,
      });
    }
    const levels = Array.from({ length: 10 }, (_, i) => ((i + 1) / 3) ** 2);
    const drawing = await contours(height, { xRange: [-10, 10], yRange: [-4, 4], levels, paths, title: 'x²/20 + y²' });
    await save('paths.svg', drawing);
    const drawn = outlines(drawing, 'line').map((outline) => outline.split('L').length);
    const rings = outlines(drawing, 'path').length;
    figure({
      row: 122,
      name: 'points of the paths in the drawing, and contour lines under them',
      book: 'four paths from (-7, 2)',
      ours: `${drawn.join(' ')}, ${rings}`,
      met: drawn.length === paths.length && drawn.every((points) => points === steps + 1) && rings === levels.length,
    });
  },
};
