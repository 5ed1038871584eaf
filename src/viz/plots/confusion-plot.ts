import { ShapeError } from '../../core/errors.ts';
import type { PlotOptions } from './lines.ts';
import { specToSvg } from './render.ts';

/** Names of the classes, title and size. */
export interface ConfusionPlotOptions extends PlotOptions {
  /** Default: 0, 1, 2, ... */
  readonly classes?: readonly string[];
}

/**
 * A confusion matrix as SVG: how often each true class (row) was taken for each class (column). Colors are shares of the
 * row, so that rare classes show too.
 *
 * @throws {ShapeError} if the counts are not square, or `classes` does not name each class.
 * @example
 * const svg = await confusionPlot([[48, 2], [5, 45]], { classes: ['cat', 'dog'] });
 * svg.startsWith('<svg'); // true
 */
export async function confusionPlot(counts: readonly (readonly number[])[], options: ConfusionPlotOptions = {}): Promise<string> {
  const { title = '', xLabel = 'predicted', yLabel = 'true', width = 32 * counts.length, height = width } = options;
  const classes = options.classes ?? counts.map((_, i) => String(i));
  if (counts.some((row) => row.length !== counts.length) || classes.length !== counts.length) {
    throw new ShapeError(
      `confusionPlot: counts must be square, with a name for each class: rows ${counts.length}, columns ${counts[0]?.length ?? 0}, classes ${classes.length}.`,
    );
  }
  const values = counts.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => ({ row: i, column: j, count, share: total === 0 ? 0 : count / total }));
  });
  // Classes may share a name: cells stand by index, and the axes print the names.
  const axis = (field: string, label: string): object => ({
    field,
    type: 'ordinal',
    title: label,
    axis: { labelExpr: `${JSON.stringify(classes)}[datum.value]`, labelAngle: 0, ticks: false, domain: false },
  });
  return specToSvg({
    title,
    background: 'white',
    width,
    height,
    data: { values },
    encoding: { x: axis('column', xLabel), y: axis('row', yLabel) },
    layer: [
      {
        mark: 'rect',
        encoding: {
          color: { field: 'share', type: 'quantitative', title: 'share of row', scale: { scheme: 'blues', domain: [0, 1] } },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          text: { field: 'count', type: 'quantitative' },
          color: { condition: { test: 'datum.share > 0.5', value: 'white' }, value: '#333333' },
        },
      },
    ],
  });
}
