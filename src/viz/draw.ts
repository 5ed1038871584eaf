import { ArgumentError } from '../core/errors.ts';
import { modelToDot } from './dot.ts';
import type { DrawOptions } from './draw-options.ts';
import { dotToSvg } from './layout/dot-to-svg.ts';
import { trace } from './trace/trace.ts';
import type { TraceSubject } from './trace/options.ts';

/**
 * Draws a computation into a file; the ending chooses the format: svg, dot.
 *
 * @throws {ArgumentError} for another ending.
 * @example
 * const x = tensor(2, { requiresGrad: true, label: 'x' });
 * await draw(() => x.mul(3), 'out/graph.svg', { theme: 'book' });
 */
export async function draw(subject: TraceSubject, file: string, options: DrawOptions = {}): Promise<void> {
  const ending = /\.\w+$/.exec(file)?.[0];
  if (ending !== '.svg' && ending !== '.dot') {
    throw new ArgumentError(`draw: unknown ending: file '${file}'. Use .svg or .dot.`, 'file', file);
  }
  const dot = modelToDot(trace(subject, options), options);
  const text = ending === '.dot' ? dot : await dotToSvg(dot);
  const { writeText } = await import('./write-text.node.ts');
  await writeText(file, text);
}
