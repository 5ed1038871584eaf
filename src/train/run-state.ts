import type { ModuleState } from '../nn/module.ts';
import type { OptimizerState } from '../optim/optimizer.ts';
import { isCount, isRecord } from '../optim/state-checks.ts';
import type { History } from './history.ts';

/** Where a run is. Holds tensors only with `onNonFinite: 'restore'`. */
export interface RunState {
  /** The epoch that the next step belongs to, from 1. */
  readonly epoch: number;
  /** Step at which this epoch began. */
  readonly epochStart: number;
  readonly history: History;
  /** What the loader's `getState` gave. */
  readonly loader: unknown;
  /** What the metrics that have a state had counted of this epoch, by name. Left out: nothing. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  /** What 'restore' would go back to. */
  readonly before?: Restored | null;
}

/** What `onNonFinite: 'restore'` puts back. */
export interface Restored {
  readonly model: ModuleState;
  readonly optimizer: OptimizerState;
}

/** True of what `TrainingContext.getState` gives. @internal */
export function isRunState(value: unknown): value is RunState {
  if (!isRecord(value) || !isRecord(value['history'])) return false;
  const { epoch, epochStart, loader, metrics, before } = value;
  const { losses, epochs } = value['history'];
  return (
    isCount(epoch) &&
    epoch >= 1 &&
    isCount(epochStart) &&
    isRecord(loader) &&
    Array.isArray(losses) &&
    losses.every((loss) => typeof loss === 'number') &&
    Array.isArray(epochs) &&
    epochs.every((record) => isRecord(record) && isCount(record['epoch']) && isRecord(record['values'])) &&
    (metrics === undefined || isRecord(metrics)) &&
    (before === undefined || before === null || isRecord(before))
  );
}
