import { MegagradError } from '../../core/errors.ts';
import { onNode } from '../../core/host.ts';
import type {} from './graphviz-worker.ts';
import { answer, type LayoutAnswer, type LayoutRequest } from './request.ts';

/** A layout that Graphviz refused, could not do, or had no time for. */
export class LayoutError extends MegagradError {}

/** Seconds for the best layout of a graph, and again for a cheap one. */
const defaultTimeLimit = 60;

/** What makes dot fast on large graphs: few rounds of network simplex and crossing reduction, straight edges. */
const cheap = { nslimit: 2, nslimit1: 2, mclimit: 0.1, splines: 'line' } as const;

/** DOT texts longer than so many characters (about 400 nodes) are laid out with cheap settings at once. */
const largeText = 40_000;

/**
 * What Graphviz makes of a DOT text: an SVG, or JSON with places. Runs beside the caller, in a worker.
 *
 * Large graphs get cheaper settings, and so do those that take longer than `timeLimit` seconds.
 *
 * @throws {LayoutError} with Graphviz's words if the text is not valid; if it crashes; if even the cheap layout takes too long.
 * @internal
 */
export async function layout(dot: string, format: 'svg' | 'json', timeLimit: number = defaultTimeLimit): Promise<string> {
  if (dot.length <= largeText) {
    const first = await attempt({ dot, format, attributes: {} }, timeLimit);
    if (first !== null && 'refused' in first) throw new LayoutError(`draw: Graphviz refused the graph: ${first.refused}.`);
    if (first !== null && 'output' in first) return first.output;
  }
  const second = await attempt({ dot, format, attributes: cheap }, timeLimit);
  if (second === null) {
    throw new LayoutError(
      `draw: the layout took longer than ${timeLimit} s: ${dot.length} characters of DOT. Draw less (depth: 1 closes modules, fold: true folds repetitions), or give a longer timeLimit.`,
    );
  }
  if ('output' in second) return second.output;
  throw new LayoutError('refused' in second ? `draw: Graphviz refused the graph: ${second.refused}.` : `draw: Graphviz crashed: ${second.crashed}.`);
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
