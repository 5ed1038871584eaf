import type { ViewerData } from './data.ts';
import { Viewer } from './viewer.ts';

/** Starts the viewer over the graph that the page holds. */
export function start(): Viewer {
  const data = JSON.parse(document.getElementById('graph')!.textContent) as ViewerData;
  return new Viewer(document.body, data);
}

Object.assign(globalThis, { viewer: start() });
