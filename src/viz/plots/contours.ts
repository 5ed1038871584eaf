import type { Mark, Spec } from 'vega';
import { colors, type PlotOptions, type Series } from './lines.ts';
import { vegaToSvg } from './render.ts';

/** Where a function is drawn, and what on top of it. */
export interface ContoursOptions extends PlotOptions {
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Heights of the lines, or how many: they then part the plane into equal areas. Default 12. */
  readonly levels?: number | readonly number[];
  /** Ways over the plane, such as those of optimizers: each step is a dot. */
  readonly paths?: readonly Required<Pick<Series, 'name' | 'x' | 'y'>>[];
  /** Points along each axis where the function is asked. Default 80. */
  readonly resolution?: number;
}

/**
 * The contour lines of a function of two variables as SVG, with the paths of optimizers on them.
 *
 * @example
 * const path = { name: 'SGD', x: [-7, 6, -5], y: [2, -1.6, 1.3] };
 * const svg = await contours((x, y) => x ** 2 / 20 + y ** 2, { xRange: [-10, 10], yRange: [-4, 4], paths: [path] });
 * svg.startsWith('<svg'); // true
 */
export function contours(height: (x: number, y: number) => number, options: ContoursOptions): Promise<string> {
  const { paths = [], levels = 12, resolution = 80, xRange, yRange, xLabel = 'x', yLabel = 'y' } = options;
  const [panelWidth, panelHeight] = [options.width ?? 420, options.height ?? 320];
  const at = ([from, to]: readonly [number, number], i: number): number => from + ((to - from) * i) / (resolution - 1);
  const values = Array.from({ length: resolution * resolution }, (_, i) =>
    // The first row of the grid is the upper edge.
    height(at(xRange, i % resolution), at(yRange, resolution - 1 - Math.floor(i / resolution))),
  );
  const grid = {
    values,
    width: resolution,
    height: resolution,
    // Vega's contours count from the edge of the first cell; the values stand at the centers.
    x1: 0.5,
    y1: 0.5,
    scale: [panelWidth / (resolution - 1), panelHeight / (resolution - 1)],
  };
  const steps = paths.flatMap(({ name, x, y }) => Array.from(x, (value, i) => ({ name, x: value, y: y[i]! })));
  const spec: Spec = {
    ...(options.title === undefined ? {} : { title: options.title }),
    background: 'white',
    width: panelWidth,
    height: panelHeight,
    padding: 5,
    data: [
      { name: 'grid', values: [grid] },
      {
        name: 'contours',
        source: 'grid',
        transform: [{ type: 'isocontour', thresholds: typeof levels === 'number' ? quantiles(values, levels) : [...levels] }],
      },
      { name: 'steps', values: steps },
    ],
    scales: [
      { name: 'x', type: 'linear', domain: [...xRange], range: 'width', zero: false, nice: false },
      { name: 'y', type: 'linear', domain: [...yRange], range: 'height', zero: false, nice: false },
      { name: 'color', type: 'ordinal', domain: paths.map(({ name }) => name), range: [...colors] },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: xLabel, tickCount: 6 },
      { orient: 'left', scale: 'y', title: yLabel, tickCount: 6 },
    ],
    ...(paths.length === 0 ? {} : { legends: [{ stroke: 'color', symbolType: 'stroke' }] }),
    marks: [{ type: 'group', clip: true, encode: { update: { width: { signal: 'width' }, height: { signal: 'height' } } }, marks }],
  };
  return vegaToSvg(spec);
}

const place = { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } };
const color = { scale: 'color', field: 'name' };

const marks: Mark[] = [
  {
    type: 'path',
    from: { data: 'contours' },
    encode: { update: { stroke: { value: '#aaaaaa' }, strokeWidth: { value: 0.8 } } },
    transform: [{ type: 'geopath', field: 'datum.contour' }],
  },
  {
    type: 'group',
    from: { facet: { name: 'path', data: 'steps', groupby: 'name' } },
    marks: [
      { type: 'line', from: { data: 'path' }, encode: { update: { ...place, stroke: color, strokeWidth: { value: 1.5 } } } },
      { type: 'symbol', from: { data: 'path' }, encode: { update: { ...place, fill: color, size: { value: 14 } } } },
    ],
  },
];

/** Values that part the others into `count` + 1 equal shares. */
function quantiles(values: readonly number[], count: number): number[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return Array.from({ length: count }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / (count + 1))]!);
}
