import { specToSvg } from './render.ts';

/** One curve: y over x (default 0, 1, 2, ...). */
export interface Series {
  readonly name: string;
  readonly x?: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Which panel it is drawn in: series of different measures do not share an axis. Default: `yLabel`. */
  readonly panel?: string;
  /** Default 'line'. */
  readonly mark?: 'line' | 'points';
}

/** Title and labels of a plot. */
export interface PlotOptions {
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Of a panel, in pixels. Default 420. */
  readonly width?: number;
  /** Of a panel, in pixels. Default 260. */
  readonly height?: number;
}

/** Labels, panels and axes of curves. */
export interface LinesOptions extends PlotOptions {
  /** Panels in a row, all under one legend. Default: all of them, each with its own legend. */
  readonly columns?: number;
  /** The same for every panel. Default: each its own, around its values. */
  readonly yRange?: readonly [number, number];
}

/**
 * Curves, or points, as SVG, one panel per measure.
 *
 * @example
 * const x = Array.from({ length: 60 }, (_, i) => i / 10);
 * const svg = await lines([{ name: 'sin', x, y: x.map(Math.sin) }], { title: 'sin' });
 * svg.startsWith('<svg'); // true
 */
export function lines(series: readonly Series[], options: LinesOptions = {}): Promise<string> {
  const { title = '', xLabel = 'x', yLabel = 'y', width = 420, height = 260, columns, yRange } = options;
  const panels = [...new Set(series.map(({ panel }) => panel ?? yLabel))];
  const scale = yRange === undefined ? { zero: false } : { domain: [...yRange] };
  const legends = columns === undefined ? 'independent' : 'shared';
  const kinds = new Set(series.map(({ mark = 'line' }) => mark));
  // Points have no dashes: where there are both, one legend shows the colors of all.
  const mixed = kinds.size > 1;
  const names = mixed ? { domain: [...new Set(series.map(({ name }) => name))] } : {};
  const curve = mixed ? { ...line, encoding: { order, strokeDash: { ...dash, legend: null } } } : line;
  const layer = [...(kinds.has('line') ? [curve] : []), ...(kinds.has('points') ? [points] : [])];
  return specToSvg({
    title,
    background: 'white',
    ...(columns === undefined ? {} : { columns }),
    concat: panels.map((panel) => ({
      width,
      height,
      data: { values: pointsOf(series.filter((one) => (one.panel ?? yLabel) === panel)) },
      encoding: {
        x: { field: 'x', type: 'quantitative' as const, title: xLabel },
        y: { field: 'y', type: 'quantitative' as const, title: panel, scale },
        // As given, not by the alphabet: the first is solid and blue.
        color: { field: 'name', type: 'nominal' as const, title: null, sort: null, scale: { range: [...colors], ...names } },
      },
      layer,
    })),
    resolve: { scale: { color: legends, strokeDash: legends } },
  });
}

const order = { field: 'order', type: 'quantitative' as const };
const dash = { field: 'name', type: 'nominal' as const, title: null, sort: null };

const line = {
  transform: [{ filter: "datum.mark === 'line'" }],
  mark: { type: 'line' as const },
  encoding: { order, strokeDash: dash },
};

const points = { transform: [{ filter: "datum.mark === 'points'" }], mark: { type: 'point' as const, filled: true } };

/** Okabe and Ito's palette: told apart by color-blind readers. @internal */
export const colors: readonly string[] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#f0e442'];

function pointsOf(series: readonly Series[]): { name: string; x: number; y: number; order: number; mark: string }[] {
  return series.flatMap(({ name, x, y, mark = 'line' }) =>
    Array.from(y, (value, i) => ({ name, x: x?.[i] ?? i, y: value, order: i, mark })),
  );
}
