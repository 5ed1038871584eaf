import type { PlotOptions } from './lines.ts';
import { specToSvg } from './render.ts';

/** One panel: how often values fall into each bin. */
export interface Distribution {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** Title, bins and size of histograms. */
export interface HistogramOptions extends PlotOptions {
  /** Bins over `range`. Default 30. */
  readonly bins?: number;
  /** Values outside are left out. Default: from the least to the largest value of all. */
  readonly range?: readonly [number, number];
}

/**
 * Histograms side by side as SVG, such as the activations of the layers of a network.
 *
 * @example
 * const svg = await histograms([{ name: 'layer 1', values: [0.1, 0.2, 0.2, 0.9] }], { range: [0, 1] });
 * svg.startsWith('<svg'); // true
 */
export function histograms(distributions: readonly Distribution[], options: HistogramOptions = {}): Promise<string> {
  const { title = '', xLabel = 'value', yLabel = 'count', width = 140, height = 160, bins = 30 } = options;
  const [low, high] = options.range ?? rangeOf(distributions);
  return specToSvg({
    title,
    background: 'white',
    hconcat: distributions.map(({ name, values }) => ({
      title: name,
      width,
      height,
      data: { values: counts(values, low, high, bins) },
      mark: { type: 'bar' as const, color: '#0072b2' },
      encoding: {
        x: { field: 'from', type: 'quantitative' as const, title: xLabel, bin: { binned: true }, scale: { domain: [low, high] } },
        x2: { field: 'to' },
        y: { field: 'count', type: 'quantitative' as const, title: yLabel },
      },
    })),
    // One scale of counts: the panels are there to be compared.
    resolve: { scale: { y: 'shared' } },
  });
}

/** How many values fall into each of equally wide bins; the last includes its end. */
function counts(values: ArrayLike<number>, low: number, high: number, bins: number): { from: number; to: number; count: number }[] {
  const width = (high - low) / bins;
  const found = Array.from({ length: bins }, (_, i) => ({ from: low + i * width, to: low + (i + 1) * width, count: 0 }));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= low && value <= high) found[Math.min(bins - 1, Math.floor((value - low) / width))]!.count++;
  }
  return found;
}

function rangeOf(distributions: readonly Distribution[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of distributions) {
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i]!);
      high = Math.max(high, values[i]!);
    }
  }
  return low < high ? [low, high] : [low - 0.5, low + 0.5];
}
