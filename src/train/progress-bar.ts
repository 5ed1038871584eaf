import type { SingleBar } from 'cli-progress';
import type { Callback } from './fit.ts';

/**
 * A live bar on stderr with loss, the numbers of the last epoch, steps per second and time left. Quiet off a terminal.
 *
 * @example progressBar(); // pass it to fit as a callback
 */
export function progressBar(): Callback {
  let bar: SingleBar | undefined;
  let begun = 0;
  let first = 0;
  let epoch = '';
  return {
    async onStart({ totalSteps, history }) {
      // Loaded when it is used: browsers have no terminal.
      const { SingleBar } = await import('cli-progress');
      bar = new SingleBar({
        format: '{bar} {value}/{total} loss {loss}{epoch} | {rate} steps/s, {eta_formatted} left',
        clearOnComplete: true,
      });
      begun = performance.now();
      first = history.losses.length;
      bar.start(totalSteps, first, { loss: '-', epoch: '', rate: '-' });
    },
    onStep: ({ step, loss }) => {
      bar?.update(step, { loss: loss.toFixed(4), epoch, rate: Math.round((1000 * (step - first)) / (performance.now() - begun)) });
    },
    onEpoch: ({ values }) => {
      epoch = Object.entries(values)
        .filter(([name]) => name !== 'loss')
        .map(([name, value]) => `, ${name} ${value.toFixed(4)}`)
        .join('');
    },
    onEnd: () => bar?.stop(),
  };
}
