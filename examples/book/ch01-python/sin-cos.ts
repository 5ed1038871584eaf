import { cos, sin, tensor } from 'megagrad';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { cornersOf, marksIn, textsIn } from '../common/svg.ts';

export const program: Program = {
  name: 'ch01-python/sin-cos',
  title: 'sin and cos as curves with a title, labels and a legend',
  device: 'reference',
  async run({ figure, save }) {
    // Section 1.6: x = np.arange(0, 6, 0.1).
    const x = Array.from({ length: 60 }, (_, i) => i / 10);
    const series = [
      { name: 'sin', x, y: sin(tensor(x)).dataSync() },
      { name: 'cos', x, y: cos(tensor(x)).dataSync() },
    ];
    const svg = await lines(series, { title: 'sin & cos', xLabel: 'x', yLabel: 'y' });
    await save('sin-cos.svg', svg);

    const wanted = ['sin & cos', 'x', 'y', 'sin', 'cos'];
    const texts = textsIn(svg);
    const found = wanted.filter((text) => texts.includes(text)).join(', ');
    figure({ row: 118, name: 'title, labels, legend', book: wanted.join(', '), ours: found, met: found === wanted.join(', ') });

    const drawn = marksIn(svg, 'line mark');
    const styles = new Set(drawn.map((curve) => curve['stroke-dasharray']));
    figure({ row: 118, name: 'line styles', book: '2', ours: String(styles.size), met: styles.size === 2 });
    const curves = series.map(({ name }) => cornersOf(drawn.find((curve) => curve['aria-label']?.includes(`name: ${name}`)) ?? {}));
    const points = curves.map(({ length }) => length).join(', ');
    figure({ row: 118, name: 'points on each curve', book: '60, 60', ours: points, met: points === '60, 60' });

    // Pixels are linear in y. Two points of cos tell the scale; the others are then read from the drawing.
    const height = (curve: number, point: number): number => curves[curve]?.[point]?.[1] ?? NaN;
    const unit = (height(1, 31) - height(1, 0)) / (Math.cos(3.1) - 1);
    const apart = series.flatMap(({ y }, curve) =>
      Array.from(y, (value, i) => Math.abs(1 + (height(curve, i) - height(1, 0)) / unit - value)),
    );
    const worst = Math.max(...apart);
    figure({ row: 118, name: 'distance of drawn points from the functions', book: '0', ours: worst.toExponential(0), met: worst < 1e-4 });
  },
};
