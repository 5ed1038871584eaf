import { isBetter, type EarlyStoppingOptions } from './early-stopping.ts';
import type { Callback } from './fit.ts';
import { saveWeights } from './weights.ts';

/**
 * Writes the weights of the best epoch so far to a file.
 *
 * @example saveBest('out/best.safetensors', { monitor: 'loss' }); // pass it to fit as a callback
 */
export function saveBest(file: string, options: Pick<EarlyStoppingOptions, 'monitor' | 'mode' | 'minDelta'> = {}): Callback {
  const better = isBetter(options);
  return {
    async onEpoch(event, { model }) {
      if (better(event)) await saveWeights(model, file);
    },
  };
}
