import { colors, type PlotOptions } from './lines.ts';
import { specToSvg } from './render.ts';

/** A sample in the plane, with its class. */
export interface ClassifiedPoint {
  readonly x: number;
  readonly y: number;
  /** From 0. */
  readonly class: number;
}

/** Where and how finely the plane is asked. */
export interface DecisionBoundaryOptions extends PlotOptions {
  /** Default: around the points, with a tenth to spare. */
  readonly xRange?: readonly [number, number];
  readonly yRange?: readonly [number, number];
  /** Cells along each axis. Default 100. */
  readonly resolution?: number;
}

/** The classes of points in the plane, one for each pair. */
export type Classify = (points: [x: number, y: number][]) => ArrayLike<number> | Promise<ArrayLike<number>>;

/**
 * The regions of the plane that a classifier gives to each class, with samples on top, as SVG.
 *
 * `classify` is asked once, for the centers of all cells: `(points) => model.forward(tensor(points)).argMax(1).data()`.
 *
 * @example
 * const right = (points: [number, number][]) => points.map(([x]) => (x > 0 ? 1 : 0));
 * const svg = await decisionBoundary(right, [{ x: -1, y: 0, class: 0 }, { x: 1, y: 1, class: 1 }], { resolution: 10 });
 * svg.startsWith('<svg'); // true
 */
export async function decisionBoundary(
  classify: Classify,
  points: readonly ClassifiedPoint[],
  options: DecisionBoundaryOptions = {},
): Promise<string> {
  const { title = '', xLabel = 'x', yLabel = 'y', width = 360, height = 360, resolution = 100 } = options;
  const [left, right] = options.xRange ?? around(points.map(({ x }) => x));
  const [low, high] = options.yRange ?? around(points.map(({ y }) => y));
  const cells = Array.from({ length: resolution * resolution }, (_, i) => {
    const [row, column] = [Math.floor(i / resolution), i % resolution];
    const at = (from: number, to: number, steps: number): number => from + ((to - from) * steps) / resolution;
    return { x: at(left, right, column), x2: at(left, right, column + 1), y: at(low, high, row), y2: at(low, high, row + 1) };
  });
  const found = await classify(cells.map(({ x, x2, y, y2 }) => [(x + x2) / 2, (y + y2) / 2]));
  const regions = merged(cells.map((cell, i) => ({ ...cell, class: found[i]! })));
  const classes = [...new Set([...regions, ...points].map((one) => one.class))].sort((a, b) => a - b);
  const color = {
    field: 'class',
    type: 'nominal' as const,
    title: 'class',
    scale: { domain: classes, range: classes.map((_, i) => colors[i % colors.length]!) },
  };
  const position = (field: 'x' | 'y', label: string, domain: [number, number]): object => ({
    field,
    type: 'quantitative',
    title: label,
    scale: { domain, nice: false, zero: false },
  });
  const encoding = { x: position('x', xLabel, [left, right]), y: position('y', yLabel, [low, high]), color };
  return specToSvg({
    title,
    background: 'white',
    width,
    height,
    config: { axis: { grid: false } },
    layer: [
      {
        data: { values: regions },
        mark: { type: 'rect', opacity: 0.3, clip: true },
        encoding: { ...encoding, x2: { field: 'x2' }, y2: { field: 'y2' } },
      },
      {
        data: { values: points.filter(({ x, y }) => x >= left && x <= right && y >= low && y <= high) },
        mark: { type: 'point', filled: true, opacity: 1, stroke: 'white', strokeWidth: 0.5, size: 35 },
        encoding,
      },
    ],
  });
}

interface Region extends ClassifiedPoint {
  readonly x2: number;
  readonly y2: number;
}

/** Neighbors in a row of the same class as one: hundreds of rectangles instead of ten thousand. */
function merged(cells: readonly Region[]): Region[] {
  const regions: Region[] = [];
  for (const cell of cells) {
    const before = regions.at(-1);
    if (before?.y === cell.y && before.class === cell.class) regions[regions.length - 1] = { ...before, x2: cell.x2 };
    else regions.push(cell);
  }
  return regions;
}

function around(values: readonly number[]): [number, number] {
  if (values.length === 0) return [-1, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = high > low ? (high - low) / 10 : 1;
  return [low - margin, high + margin];
}
