import { ArgumentError } from '../core/errors.ts';
import type { StateDict } from '../nn/module.ts';
import type { Callback, EpochEvent, TrainingContext } from './fit.ts';

/** What counts as better, and how long to wait for it. */
export interface EarlyStoppingOptions {
  /** The number of an epoch that is watched. Default 'validationLoss'. */
  readonly monitor?: string;
  /** Default 'min' for losses, 'max' for everything else. */
  readonly mode?: 'min' | 'max';
  /** Epochs without something better before the run ends. Default 5. */
  readonly patience?: number;
  /** Smaller changes are no change. Default 0. */
  readonly minDelta?: number;
  /** Puts the best weights back at the end. Default true. */
  readonly restoreBest?: boolean;
}

/**
 * Ends a run that no longer gets better, and puts the best weights back.
 *
 * @example earlyStopping({ monitor: 'validationAccuracy', patience: 3 }); // pass it to fit as a callback
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience = 5, restoreBest = true } = options;
  let best: StateDict | null = null;
  let waited = 0;
  const better = isBetter(options);
  return {
    onEpoch(event, context) {
      if (better(event)) {
        waited = 0;
        if (restoreBest) best = replaced(best, context.model.stateDict());
      } else if (++waited >= patience) context.stop();
    },
    onEnd(context: TrainingContext) {
      if (best !== null) context.model.loadStateDict(best);
      best = replaced(best, null);
    },
  };
}

/** Judges each epoch against the best before it. @internal */
export function isBetter({ monitor = 'validationLoss', mode, minDelta = 0 }: EarlyStoppingOptions): (event: EpochEvent) => boolean {
  const sign = (mode ?? (/loss$/i.test(monitor) ? 'min' : 'max')) === 'min' ? -1 : 1;
  let best = -Infinity;
  return ({ values }) => {
    const value = values[monitor];
    if (value === undefined) {
      throw new ArgumentError(
        `fit: there is no number to monitor: monitor '${monitor}', the epoch has ${Object.keys(values).join(', ')}. Pass validation data, or monitor one of these.`,
        'monitor',
        monitor,
      );
    }
    if (!(sign * value > best + minDelta)) return false;
    best = sign * value;
    return true;
  };
}

function replaced(before: StateDict | null, after: StateDict | null): StateDict | null {
  for (const tensor of Object.values(before ?? {})) tensor.dispose();
  return after;
}
