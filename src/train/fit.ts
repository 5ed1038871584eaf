import { ArgumentError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { DataLoader } from '../data/data-loader.ts';
import type { Dataset } from '../data/dataset.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Layer } from '../nn/module.ts';
import type { Optimizer } from '../optim/optimizer.ts';
import { evaluate, metricOf, type Loss } from './evaluate.ts';
import type { EpochRecord, History } from './history.ts';
import type { Metric, MetricFunction } from './metric.ts';

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
 */
export async function* training(model: Layer, options: FitOptions): AsyncGenerator<StepEvent | EpochEvent, History> {
  const { optimizer, validation, callbacks = [] } = options;
  const epochs = whole('epochs', options.epochs ?? (options.steps === undefined ? 1 : Infinity));
  const steps = whole('steps', options.steps ?? Infinity);
  const loader = loaderOf(options);
  const measures = (options.metrics ?? []).map(metricOf);
  const history: History = { losses: [], epochs: [] };
  let stopped = false;
  const context: TrainingContext = {
    model,
    optimizer,
    loader,
    history,
    totalSteps: Math.min(steps, epochs * loader.length),
    stop: () => void (stopped = true),
  };
  for (const callback of callbacks) await callback.onStart?.(context);
  model.train();
  for (let epoch = 1; epoch <= epochs && !stopped && history.losses.length < steps; epoch++) {
    const begun = performance.now();
    const firstStep = history.losses.length;
    for (const measure of measures) measure.reset();
    for await (const { x, y } of loader) {
      const { loss, output } = takeStep(model, options, x, y);
      const value = (await loss.data())[0]!;
      for (const measure of measures) await measure.update(output, y);
      for (const tensor of [x, y, loss, output]) tensor.dispose();
      history.losses.push(value);
      const event: StepEvent = { kind: 'step', step: history.losses.length, epoch, loss: value };
      for (const callback of callbacks) await callback.onStep?.(event, context);
      yield event;
      if (stopped || history.losses.length >= steps) break;
    }
    const record = await recordOf(epoch, begun, firstStep);
    history.epochs.push(record);
    for (const callback of callbacks) await callback.onEpoch?.({ kind: 'epoch', ...record }, context);
    yield { kind: 'epoch', ...record };
  }
  for (const callback of callbacks) await callback.onEnd?.(context);
  return history;

  async function recordOf(epoch: number, begun: number, firstStep: number): Promise<EpochRecord> {
    const values: Record<string, number> = { loss: meanOf(history.losses.slice(firstStep)) };
    for (const measure of measures) values[measure.name] = measure.result();
    if (validation !== undefined) {
      const measured = await evaluate(model, { data: validation, loss: options.loss, metrics: options.metrics ?? [] });
      for (const [name, value] of Object.entries(measured)) values[`validation${name[0]!.toUpperCase()}${name.slice(1)}`] = value;
    }
    return { epoch, step: history.losses.length, seconds: (performance.now() - begun) / 1000, values };
  }
}

function takeStep(model: Layer, { loss: lossOf, optimizer }: FitOptions, x: Tensor, y: Tensor): { loss: Tensor; output: Tensor } {
  return scope(() => {
    const output = model.forward(x);
    const loss = lossOf(output, y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return { loss, output };
  });
}

function loaderOf({ data, batchSize = 32, shuffle = true, replacement = false, seed, generator }: FitOptions): DataLoader {
  if (data instanceof DataLoader) return data;
  return new DataLoader(data, {
    batchSize,
    ...(replacement ? { replacement } : { shuffle }),
    ...(seed === undefined ? {} : { seed }),
    ...(generator === undefined ? {} : { generator }),
  });
}

function whole(name: string, value: number): number {
  if (value === Infinity || (Number.isInteger(value) && value >= 1)) return value;
  throw new ArgumentError(`fit: ${name} must be a whole number from 1: ${name} ${value}.`, name, value);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
