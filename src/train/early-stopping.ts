import { ArgumentError } from '../core/errors.ts';
import { keep, scope } from '../graph/scope.ts';
import type { StateDict } from '../nn/module.ts';
import { checkState, isRecord, isTensors } from '../optim/state-checks.ts';
import type { Callback, EpochEvent } from './fit.ts';
import type { EpochRecord } from './history.ts';
import type { Stateful } from './state-tree.ts';

/** What counts as better. */
export interface MonitorOptions {
  /** The number of an epoch that is watched. Default 'validationLoss'. */
  readonly monitor?: string;
  /**
   * Whether a smaller or a larger number is better. Default 'min' for what is named as a loss, an error or the perplexity
   * (`loss`, `mse`, `crossEntropy`, `validationPerplexity`), 'max' for everything else.
   */
  readonly mode?: 'min' | 'max';
  /** Smaller changes are no change. Default 0. */
  readonly minDelta?: number;
}

/** What counts as better, and how long to wait for it. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without something better before the run ends, from 1. Default 5. */
  readonly patience?: number;
  /** Puts the best weights back at the end. Default true. */
  readonly restoreBest?: boolean;
}

/** What early stopping remembers: the best weights so far. */
export interface EarlyStoppingState {
  readonly best: StateDict | null;
}

/**
 * Ends a run that no longer gets better, and puts the best weights back. For a run that may be resumed, put it into the
 * `others` of its checkpoints: they hold the best weights then.
 *
 * @throws {ArgumentError} if an option has no use, there is no such number to watch, or a resumed run comes without the best
 *   weights.
 * @example earlyStopping({ monitor: 'validationAccuracy', patience: 3 }); // pass it to fit as a callback
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback & Stateful {
  const { patience = 5, restoreBest = true } = options;
  checkWatch('earlyStopping', options);
  if (!(patience === Infinity || (Number.isInteger(patience) && patience >= 1)))
    throw new ArgumentError(
      `earlyStopping: patience must be a whole number of epochs from 1: patience ${patience}. Leave it out for 5.`,
      'patience',
      patience,
    );
  let best: StateDict | null = null;
  const hold = (next: StateDict | null): void => {
    for (const tensor of Object.values(best ?? {})) tensor.dispose();
    best = next;
  };
  return {
    onStart({ history }) {
      if (!restoreBest || best !== null || standingOf(history.epochs, options).best === null) return;
      throw new ArgumentError(
        `earlyStopping: the best weights of before are not here: the run goes on after epoch ${history.epochs.length}. Put this callback into the others of checkpoint and of loadCheckpoint, or pass restoreBest: false.`,
        'restoreBest',
        restoreBest,
      );
    },
    onEpoch(event, context) {
      const { model, history } = context;
      checkWatched(event, options);
      const { best: place, waited } = standingOf(history.epochs, options);
      if (place === history.epochs.length - 1) hold(restoreBest ? model.stateDict() : null);
      else if (waited >= patience) context.stop();
    },
    onEnd({ model }) {
      if (best !== null) model.loadStateDict(best);
      hold(null);
    },
    getState: (): EarlyStoppingState => ({ best }),
    setState(state: EarlyStoppingState) {
      checkState('earlyStopping', state, isRecord(state) && (state.best === null || isTensors(state.best)));
      const weights = Object.entries(state.best ?? {}).map(([name, tensor]) => [name, tensor.detach()] as const);
      hold(state.best === null ? null : scope(() => keep(Object.fromEntries(weights))));
    },
  };
}

/** Ends of names whose numbers are better when they are smaller. */
const smallerIsBetter = /(loss|error|entropy|perplexity|mse|mae|bce|withLogits|nll|huber|smoothL1|hinge|klDiv)$/i;

/** The place of the best epoch, null before there is one, and how many have come since. @internal */
export function standingOf(
  epochs: readonly EpochRecord[],
  { monitor = 'validationLoss', mode, minDelta = 0 }: MonitorOptions,
): { readonly best: number | null; readonly waited: number } {
  const sign = (mode ?? (smallerIsBetter.test(monitor) ? 'min' : 'max')) === 'min' ? -1 : 1;
  let [best, most, waited]: [number | null, number, number] = [null, -Infinity, 0];
  epochs.forEach(({ values }, i) => {
    const value = values[monitor];
    if (value === undefined) return;
    waited++;
    if (!(sign * value > most + minDelta)) return;
    [best, most, waited] = [i, sign * value, 0];
  });
  return { best, waited };
}

/** @throws {ArgumentError} if the epoch has no such number. @internal */
export function checkWatched({ values }: EpochEvent, { monitor = 'validationLoss' }: MonitorOptions): void {
  if (values[monitor] !== undefined) return;
  throw new ArgumentError(
    `fit: there is no number to monitor: monitor '${monitor}', the epoch has ${Object.keys(values).join(', ')}. Pass validation data, or monitor one of these.`,
    'monitor',
    monitor,
  );
}

/** @throws {ArgumentError} if an option says nothing. @internal */
export function checkWatch(name: string, { mode = 'min', minDelta = 0 }: MonitorOptions): void {
  if (!(minDelta >= 0 && minDelta < Infinity))
    throw new ArgumentError(
      `${name}: minDelta must be a finite number from 0: minDelta ${minDelta}. Leave it out for 0.`,
      'minDelta',
      minDelta,
    );
  if (!['min', 'max'].includes(mode))
    throw new ArgumentError(`${name}: mode must be 'min' or 'max': mode '${mode}'. It says which values are better.`, 'mode', mode);
}
