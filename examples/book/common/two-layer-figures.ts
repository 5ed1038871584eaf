import type { EpochEvent } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import { readScalars } from './event-scalars.ts';
import type { Context } from '../program.ts';
import { cornersOf, marksIn } from './svg.ts';

/** Accuracies of the book's run: of the test images after the first epoch, and of both at the end. */
export interface BookRun {
  readonly row: number;
  readonly afterEpoch: number;
  readonly train: number;
  readonly test: number;
}

/** What was measured on the way, by step. */
export interface Curves {
  readonly step: number[];
  readonly train: number[];
  readonly test: number[];
  /** Of every step. */
  readonly losses: number[];
}

/** Steps between two numbers in TensorBoard. */
export const every = 10;

/** Accuracies beside those that the book's run printed. */
export function compareWithBook({ full, figure }: Context, { train, test }: Curves, book: BookRun): void {
  const near = (ours: number, theirs: number, tolerance: number): { book: string; ours: string; met: boolean } => ({
    book: theirs.toFixed(4),
    ours: ours.toFixed(4),
    met: Math.abs(ours - theirs) <= tolerance,
  });
  // One epoch in, the accuracy still climbs steeply: seeds differ by some points.
  figure({ row: book.row, name: 'test accuracy after 600 steps', ...near(test[1]!, book.afterEpoch, 0.03) });
  if (!full) return;
  figure({ row: book.row, name: 'train accuracy after 10,000 steps', ...near(train.at(-1)!, book.train, 0.005) });
  figure({ row: book.row, name: 'test accuracy after 10,000 steps', ...near(test.at(-1)!, book.test, 0.005) });
}

/** Batch, gradient, update, and again: the loss falls; an epoch is as many steps as there are batches. */
export function reportLearning({ figure }: Context, losses: readonly number[], epochs: readonly EpochEvent[]): void {
  const [first, last] = [mean(losses.slice(0, 100)), mean(losses.slice(-100))];
  figure({
    row: 56,
    name: `mean loss of the first and the last 100 of ${losses.length} steps`,
    book: 'falls',
    ours: `${first.toFixed(3)}, ${last.toFixed(3)}`,
    met: last < first / 2,
  });
  const ends = epochs.map(({ step }) => step);
  const perEpoch = ends.map((step, i) => step - (ends[i - 1] ?? 0)).slice(0, Math.floor(losses.length / 600));
  figure({
    row: 57,
    name: `steps per epoch in ${losses.length} steps`,
    book: '60000 / 100 = 600',
    ours: [...new Set(perEpoch)].join(', '),
    met: perEpoch.length > 0 && perEpoch.every((count) => count === 600),
  });
  // The same history by epochs.
  const begins = [0, ...ends];
  const agree = epochs.filter(({ values, step }, i) => Math.abs(values['loss']! - mean(losses.slice(begins[i], step))) < 1e-9);
  figure({
    row: 57,
    name: `epochs in ${losses.length} steps whose loss is the mean over their steps`,
    ours: String(agree.length),
    met: agree.length === Math.ceil(losses.length / 600),
  });
}

/** Draws loss and accuracies, and counts what stands in the drawing. */
export async function drawCurves({ figure, save }: Context, { step, train, test, losses }: Curves): Promise<void> {
  // Losses of single batches are noise: each point is the mean of ten.
  const tens = Array.from({ length: losses.length / every }, (_, i) => mean(losses.slice(every * i, every * (i + 1))));
  const loss = { name: 'train', panel: 'loss', x: tens.map((_, i) => every * (i + 1)), y: tens };
  const accuracies = Object.entries({ train, test }).map(([name, y]) => ({ name, panel: 'accuracy', x: step, y }));
  const svg = await lines([loss, ...accuracies], { xLabel: 'step' });
  await save('curves.svg', svg);
  const drawn = marksIn(svg, 'line mark').map((curve) => cornersOf(curve).length);
  const wanted = [tens.length, step.length, step.length];
  figure({
    row: 120,
    name: 'points on the drawn curves of loss, training and test accuracy',
    book: 'curves of both',
    ours: drawn.join(', '),
    met: drawn.join() === wanted.join(),
  });
}

/** Reads what TensorBoard would show. */
export async function readBack({ figure }: Context, logs: string, losses: readonly number[]): Promise<void> {
  const scalars = await readScalars(logs);
  const counts = ['loss', 'train_acc', 'test_acc'].map((tag) => scalars.get(tag)?.size ?? 0);
  // Event files hold float32.
  const whole = [...(scalars.get('loss') ?? [])].every(([step, value]) => step % every === 0 && value === Math.fround(losses[step - 1]!));
  figure({
    row: 121,
    name: 'scalars in the event file: loss, train_acc, test_acc',
    book: 'one every 10 steps',
    ours: counts.join(', '),
    met: whole && counts.every((count) => count === losses.length / every),
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
