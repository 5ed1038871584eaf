import { SingleBar } from 'cli-progress';
import type { Callback } from './fit.ts';

/**
 * A live bar on stderr with loss, the numbers of the last epoch, steps per second and time left. Quiet off a terminal.
 *
 * @example progressBar(); // pass it to fit as a callback
 */
export function progressBar(): Callback {
  const bar = new SingleBar({
    format: '{bar} {value}/{total} loss {loss}{epoch} | {rate} steps/s, {eta_formatted} left',
    clearOnComplete: true,
  });
  let begun = 0;
  let epoch = '';
  return {
    onStart: ({ totalSteps, history }) => {
      begun = performance.now();
      bar.start(totalSteps, history.losses.length, { loss: '-', epoch: '', rate: '-' });
    },
    onStep: ({ step, loss }) => {
      bar.update(step, { loss: loss.toFixed(4), epoch, rate: Math.round((1000 * step) / (performance.now() - begun)) });
    },
    onEpoch: ({ values }) => {
      epoch = Object.entries(values)
        .filter(([name]) => name !== 'loss')
        .map(([name, value]) => `, ${name} ${value.toFixed(4)}`)
        .join('');
    },
    onEnd: () => bar.stop(),
  };
}
