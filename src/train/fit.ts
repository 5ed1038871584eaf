import type { Generator } from '../core/random.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Layer } from '../nn/module.ts';
import type { Optimizer } from '../optim/optimizer.ts';
import type { BatchSource } from './batches.ts';
import type { Loss } from './evaluate.ts';
import type { EpochRecord, History } from './history.ts';
import type { Metric, MetricFunction } from './metric.ts';
import type { RunState } from './run-state.ts';
import { TrainingRun } from './training-run.ts';

/** What a callback can reach. */
export interface TrainingContext {
  readonly model: Layer;
  readonly optimizer: Optimizer;
  readonly loader: BatchSource;
  readonly history: History;
  /** Steps of the whole run, if `epochs` or `steps` tell. */
  readonly totalSteps: number;
  /** Ends the run after this step. */
  stop(): void;
  /** Where the run is: what a checkpoint holds besides the states of others. */
  getState(): RunState;
}

/** What a step did. */
export interface StepEvent {
  readonly kind: 'step';
  /** From 1. */
  readonly step: number;
  /** From 1. */
  readonly epoch: number;
  readonly loss: number;
}

/** What an epoch did. */
export interface EpochEvent extends EpochRecord {
  readonly kind: 'epoch';
}

/** Watches a run, and may change it. */
export interface Callback {
  onStart?(context: TrainingContext): void | Promise<void>;
  onStep?(event: StepEvent, context: TrainingContext): void | Promise<void>;
  onEpoch?(event: EpochEvent, context: TrainingContext): void | Promise<void>;
  onEnd?(context: TrainingContext): void | Promise<void>;
}

/** How a model is trained. */
export interface FitOptions {
  /** A dataset, or a loader with settings of its own, such as a SeqDataLoader for stateful recurrent layers. */
  readonly data: Dataset | BatchSource;
  /** Measured after each epoch: see `evaluate`. */
  readonly validation?: Dataset | BatchSource;
  readonly loss: Loss;
  /**
   * Of the model's parameters. One that needs a closure, as LBFGS, evaluates the batches of a step again and again: give it
   * all samples in one batch.
   */
  readonly optimizer: Optimizer;
  /** Default 32. This and the next four are of a dataset; a loader has its own. */
  readonly batchSize?: number;
  /** A new random order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Draws batches from all samples, so that one may come twice: the book's mini-batches. Default false. */
  readonly replacement?: boolean;
  readonly seed?: number;
  readonly generator?: Generator;
  /** Default 1, unless `steps` is given. */
  readonly epochs?: number;
  /** Ends after so many steps, wherever the epoch stands. */
  readonly steps?: number;
  /** Measured on the validation data, and on each training batch as it comes. */
  readonly metrics?: readonly (Metric | MetricFunction)[];
  readonly callbacks?: readonly Callback[];
  /** Batches whose gradients are averaged into one step. Default 1. */
  readonly accumulate?: number;
  /**
   * What happens when a loss is NaN or infinite: 'throw' (default), 'stop' the run, 'skip' the step, or 'restore' model and
   * optimizer as they were before the epoch, but for settings such as the learning rate, and go on.
   */
  readonly onNonFinite?: 'throw' | 'stop' | 'skip' | 'restore';
  /** Goes on where another run was: see `loadCheckpoint`. Null: begins with the first step. */
  readonly resume?: RunState | null;
}

/**
 * Trains a model and returns its history.
 *
 * The model is in training mode; a submodule that was put into evaluation mode alone stays there. When a callback, a metric
 * or the loss throws, every callback that was started still has its `onEnd`, and nothing of the batch is left behind.
 *
 * @throws {ArgumentError} if an option is unknown or has no use, the optimizer moves nothing of the model, or another run is
 *   training it.
 * @example
 * const model = new Sequential(new Linear(2, 10), new Sigmoid(), new Linear(10, 3));
 * const optimizer = new SGD(model.parameters(), { learningRate: 1 });
 * const history = await fit(model, { data: spiral().train, loss: crossEntropy, optimizer, batchSize: 30, epochs: 5, metrics: [accuracy] });
 * history.losses.length; // 50
 */
export async function fit(model: Layer, options: FitOptions): Promise<History> {
  const run = training(model, options);
  for (;;) {
    const { done, value } = await run.next();
    if (done === true) return value;
  }
}

/**
 * The same as `fit`, step by step: `for await (const event of training(model, options))`.
 *
 * Breaking out of the loop ends the run.
 *
 * @throws {ArgumentError} as `fit`.
 */
export async function* training(model: Layer, options: FitOptions): AsyncGenerator<StepEvent | EpochEvent, History> {
  const run = new TrainingRun(model, options);
  yield* run.events();
  return run.history;
}
