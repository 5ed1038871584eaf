import { checkWatch, checkWatched, standingOf, type MonitorOptions } from './early-stopping.ts';
import type { Callback } from './fit.ts';
import { checkEnding, saveWeights } from './weights.ts';

/**
 * Writes the weights of the best epoch so far to a file. A resumed run compares with the epochs of before.
 *
 * @throws {ArgumentError} if the file ends otherwise than `.safetensors` or `.npz`, or an option has no use.
 * @example saveBest('out/best.safetensors', { monitor: 'loss' }); // pass it to fit as a callback
 */
export function saveBest(file: string, options: MonitorOptions = {}): Callback {
  checkEnding('saveBest', file);
  checkWatch('saveBest', options);
  return {
    async onEpoch(event, { model, history }) {
      checkWatched(event, options);
      if (standingOf(history.epochs, options).best === history.epochs.length - 1) await saveWeights(model, file);
    },
  };
}
