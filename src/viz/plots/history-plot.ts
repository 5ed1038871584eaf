import { lines, type PlotOptions, type Series } from './lines.ts';

/** What `fit` returns, as far as it is drawn. */
export interface PlottedHistory {
  /** The loss of every step. */
  readonly losses: readonly number[];
  readonly epochs: readonly { readonly epoch: number; readonly values: Readonly<Record<string, number>> }[];
}

const validation = /^validation(.)/;

/**
 * The curves of a training run as SVG: one panel per measure, over epochs, training and validation together. A run of less
 * than two epochs shows its loss over steps.
 *
 * @example
 * const svg = await historyPlot({ losses: [2, 1], epochs: [1, 2].map((epoch) => ({ epoch, values: { loss: 2 / epoch } })) });
 * svg.startsWith('<svg'); // true
 */
export function historyPlot({ losses, epochs }: PlottedHistory, options: PlotOptions = {}): Promise<string> {
  if (epochs.length < 2) {
    const x = losses.map((_, i) => i + 1);
    return lines([{ name: 'loss', x, y: losses }], { xLabel: 'step', yLabel: 'loss', ...options });
  }
  const names = [...new Set(epochs.flatMap(({ values }) => Object.keys(values)))];
  const series = names.map((name): Series => {
    const measured = epochs.filter(({ values }) => values[name] !== undefined);
    return {
      name: validation.test(name) ? 'validation' : 'training',
      panel: name.replace(validation, (_, first: string) => first.toLowerCase()),
      x: measured.map(({ epoch }) => epoch),
      y: measured.map(({ values }) => values[name]!),
    };
  });
  return lines(series, { xLabel: 'epoch', width: 300, ...options });
}
