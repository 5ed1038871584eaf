import { MegagradError } from '../../core/errors.ts';
import { onNode } from '../../core/host.ts';
import { checkTimeLimit } from '../check-options.ts';
import type {} from './graphviz-worker.ts';
import { answer, type LayoutAnswer, type LayoutFormat, type LayoutRequest } from './request.ts';

/** A layout that Graphviz refused, could not do, or had no time for. */
export class LayoutError extends MegagradError {
  override get name(): string {
    return 'LayoutError';
  }
}

/** Seconds for the best layout of a graph, and again for a cheap one. */
const defaultTimeLimit = 60;

/**
 * What makes dot fast on large graphs: few rounds of network simplex and crossing reduction, straight edges.
 *
 * Not nslimit1: ranks that are not optimal crash Graphviz 16.1 where clusters branch (an Inception block), and save nothing.
 */
const cheap = { nslimit: 2, mclimit: 0.1, splines: 'line' } as const;

/** What helps where a graph is too much for Graphviz. */
const less = 'Draw less (depth: 1 closes modules, fold: true folds repetitions)';

/** DOT texts longer than so many characters (about 400 nodes) are laid out with cheap settings at once. */
const largeText: Readonly<Record<LayoutFormat, number>> = { svg: 40_000, plain: 20_000 };

/**
 * What Graphviz makes of DOT texts. Runs beside the caller, in a worker.
 *
 * Large graphs get cheaper settings, and so do those that take longer than `timeLimit` seconds.
 *
 * @throws {ArgumentError} if the time limit is no time. {LayoutError} with Graphviz's words if a text is not valid; if it crashes; if even the cheap layout takes too long.
 * @internal
 */
export async function layout(
  dots: readonly string[],
  format: LayoutFormat,
  timeLimit: number = defaultTimeLimit,
): Promise<readonly string[]> {
  checkTimeLimit('draw', timeLimit);
  if (dots.every(({ length }) => length <= largeText[format])) {
    const first = await attempt({ dots, format, attributes: {} }, timeLimit);
    if (first !== null && 'refused' in first) throw new LayoutError(`draw: Graphviz refused the graph: ${first.refused}.`);
    if (first !== null && 'outputs' in first) return first.outputs;
  }
  const second = await attempt({ dots, format, attributes: cheap }, timeLimit);
  if (second === null) {
    const size = dots.reduce((sum, { length }) => sum + length, 0);
    throw new LayoutError(
      `draw: the layout took longer than ${timeLimit} s: ${size} characters of DOT. ${less}, or give a longer timeLimit.`,
    );
  }
  if ('outputs' in second) return second.outputs;
  throw new LayoutError(
    'refused' in second ? `draw: Graphviz refused the graph: ${second.refused}.` : `draw: Graphviz crashed: ${second.crashed}. ${less}.`,
  );
}

async function attempt(request: LayoutRequest, timeLimit: number): Promise<LayoutAnswer | null> {
  if (onNode()) {
    const { layoutInThread } = await import('./graphviz-worker.node.ts');
    return layoutInThread(request, timeLimit * 1000);
  }
  if (typeof Worker === 'function') {
    const inWorker = await layoutInWorker(request, timeLimit * 1000);
    if (inWorker !== 'unavailable') return inWorker;
  }
  const { instance } = await import('@viz-js/viz');
  return answer(await instance(), request);
}

/** In a browser; `unavailable` where the page's policy or bundler gives no worker. */
async function layoutInWorker(request: LayoutRequest, milliseconds: number): Promise<LayoutAnswer | null | 'unavailable'> {
  let worker: Worker;
  try {
    worker = new Worker(new URL('./graphviz-worker.js', import.meta.url), { type: 'module' });
  } catch {
    return 'unavailable';
  }
  return new Promise((resolve) => {
    const end = (answer: LayoutAnswer | null | 'unavailable'): void => {
      clearTimeout(timer);
      worker.terminate();
      resolve(answer);
    };
    const timer = setTimeout(() => end(null), milliseconds);
    worker.onmessage = ({ data }: MessageEvent<LayoutAnswer>) => end(data);
    worker.onerror = () => end('unavailable');
    worker.postMessage(request);
  });
}
