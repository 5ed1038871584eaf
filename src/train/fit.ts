import type { Generator } from '../core/random.ts';
import type { DataLoader, DataLoaderState } from '../data/data-loader.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Layer } from '../nn/module.ts';
import type { Optimizer } from '../optim/optimizer.ts';
import type { Loss } from './evaluate.ts';
import type { EpochRecord, History } from './history.ts';
import type { Metric, MetricFunction } from './metric.ts';
import { TrainingRun } from './training-run.ts';

/** What a callback can reach. */
export interface TrainingContext {
  readonly model: Layer;
  readonly optimizer: Optimizer;
  readonly loader: DataLoader;
  readonly history: History;
  /** Steps of the whole run, if `epochs` or `steps` tell. */
  readonly totalSteps: number;
  /** Ends the run after this step. */
  stop(): void;
  /** Where the run is: what a checkpoint holds besides weights and optimizer. */
  getState(): RunState;
}

/** Where a run is. Survives JSON unchanged. */
export interface RunState {
  readonly epoch: number;
  /** Step at which this epoch began. */
  readonly epochStart: number;
  readonly history: History;
  readonly loader: DataLoaderState;
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
  /** A dataset, or a loader with settings of its own. */
  readonly data: Dataset | DataLoader;
  /** Measured after each epoch. */
  readonly validation?: Dataset;
  readonly loss: Loss;
  readonly optimizer: Optimizer;
  /** Default 32. */
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
   * What happens when a loss is NaN or infinite: 'throw' (default), 'stop' the run, 'skip' the step, or 'restore' the
   * weights of before the last epoch and go on.
   */
  readonly onNonFinite?: 'throw' | 'stop' | 'skip' | 'restore';
  /** Goes on where another run was: see `loadCheckpoint`. */
  readonly resume?: RunState;
}

/**
 * Trains a model and returns its history.
 *
 * @throws {ArgumentError} if `epochs` or `steps` is no whole number from 1.
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
