import { instance } from '@viz-js/viz';
import { answer, type LayoutRequest } from './request.ts';

/** Runs in a browser's worker: lays out once and answers. */
addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => {
  void instance().then((viz) => postMessage(answer(viz, data)));
});
