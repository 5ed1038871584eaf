import type { PlotOptions } from './lines.ts';
import { specToSvg } from './render.ts';

/** An arrow from (x, y), `dx` and `dy` long. */
export interface Arrow {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
}

/**
 * A field of arrows as SVG, such as the gradient of a function of two variables.
 *
 * @example
 * const svg = await arrows([{ x: 1, y: 0, dx: -0.2, dy: 0 }], { title: 'downhill' });
 * svg.startsWith('<svg'); // true
 */
export function arrows(field: readonly Arrow[], options: PlotOptions = {}): Promise<string> {
  const { title = '', xLabel = 'x', yLabel = 'y', width = 360, height = 360 } = options;
  const values = field.map(({ x, y, dx, dy }) => ({ x, y, x2: x + dx, y2: y + dy, angle: (Math.atan2(dx, dy) * 180) / Math.PI }));
  const axis = (name: string, label: string): { field: string; type: 'quantitative'; title: string } => ({
    field: name,
    type: 'quantitative',
    title: label,
  });
  return specToSvg({
    title,
    background: 'white',
    width,
    height,
    data: { values },
    layer: [
      {
        mark: { type: 'rule', color: '#0072b2' },
        encoding: { x: axis('x', xLabel), y: axis('y', yLabel), x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        mark: { type: 'point', shape: 'triangle', filled: true, size: 30, color: '#0072b2', opacity: 1 },
        encoding: { x: axis('x2', xLabel), y: axis('y2', yLabel), angle: { field: 'angle', type: 'quantitative', scale: null } },
      },
    ],
  });
}
