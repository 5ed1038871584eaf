import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { LayoutAnswer, LayoutRequest } from './request.ts';

/** Written out, so that it runs wherever this package was compiled or bundled to. What a crashed instance would do next is not known: each layout has its own. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
require(workerData.viz).instance().then((viz) => {
  const { dots, format, attributes } = workerData.request;
  const outputs = [];
  try {
    for (const dot of dots) {
      const result = viz.render(dot, { format, engine: 'dot', graphAttributes: attributes });
      if (result.status === 'failure') {
        parentPort.postMessage({ refused: result.errors.map(({ message }) => message).join('; ') });
        return;
      }
      outputs.push(result.output);
    }
    parentPort.postMessage({ outputs });
  } catch (error) {
    parentPort.postMessage({ crashed: String(error) });
  }
});
`;

/** The stack that the layout of a deep graph needs, in MiB: Graphviz recurses. */
const stackSizeMb = 64;

/** Lays out in a thread of its own. Null once the time is over. */
export async function layoutInThread(request: LayoutRequest, milliseconds: number): Promise<LayoutAnswer | null> {
  const viz = createRequire(import.meta.url).resolve('@viz-js/viz');
  // What Graphviz prints as it crashes is in its answer too.
  const worker = new Worker(program, { eval: true, workerData: { viz, request }, resourceLimits: { stackSizeMb }, stderr: true });
  return new Promise((resolve) => {
    const end = (answer: LayoutAnswer | null): void => {
      clearTimeout(timer);
      resolve(answer);
      void worker.terminate();
    };
    const timer = setTimeout(() => end(null), milliseconds);
    worker.once('message', end);
    worker.once('error', (error) => end({ crashed: String(error) }));
    worker.once('exit', (status) => end({ crashed: `its thread ended with status ${status}` }));
  });
}
