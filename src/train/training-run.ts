import { ArgumentError, MegagradError } from '../core/errors.ts';
import { DataLoader } from '../data/data-loader.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Layer, StateDict } from '../nn/module.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { evaluate, metricOf } from './evaluate.ts';
import type { Callback, EpochEvent, FitOptions, RunState, StepEvent, TrainingContext } from './fit.ts';
import type { EpochRecord, History } from './history.ts';
import type { Metric } from './metric.ts';

/** One call of `fit`: walks epochs and steps, and tells callbacks. */
export class TrainingRun {
  readonly history: History;
  readonly #model: Layer;
  readonly #options: FitOptions;
  readonly #loader: DataLoader;
  readonly #measures: readonly Metric[];
  readonly #callbacks: readonly Callback[];
  readonly #epochs: number;
  readonly #steps: number;
  readonly #accumulate: number;
  readonly #context: TrainingContext;
  #epoch: number;
  #epochStart: number;
  #stopped = false;
  /** Weights of before this epoch, for onNonFinite 'restore'. */
  #before: StateDict | null = null;

  constructor(model: Layer, options: FitOptions) {
    const { resume } = options;
    this.#model = model;
    this.#options = options;
    this.#epochs = whole('epochs', options.epochs ?? (options.steps === undefined ? 1 : Infinity));
    this.#steps = whole('steps', options.steps ?? Infinity);
    this.#accumulate = whole('accumulate', options.accumulate ?? 1);
    this.#measures = (options.metrics ?? []).map(metricOf);
    this.#callbacks = options.callbacks ?? [];
    this.#loader = loaderOf(options);
    this.history =
      resume === undefined ? { losses: [], epochs: [] } : { losses: [...resume.history.losses], epochs: [...resume.history.epochs] };
    this.#epoch = resume?.epoch ?? 1;
    this.#epochStart = resume?.epochStart ?? 0;
    if (resume !== undefined) this.#loader.setState(resume.loader);
    this.#context = {
      model,
      optimizer: options.optimizer,
      loader: this.#loader,
      history: this.history,
      totalSteps: Math.min(this.#steps, this.#epochs * Math.ceil(this.#loader.length / this.#accumulate)),
      stop: () => void (this.#stopped = true),
      getState: () => this.#state(),
    };
  }

  async *events(): AsyncGenerator<StepEvent | EpochEvent, void> {
    for (const callback of this.#callbacks) await callback.onStart?.(this.#context);
    try {
      for (; this.#epoch <= this.#epochs && !this.#isOver; this.#epoch++) yield* this.#runEpoch();
    } finally {
      for (const callback of this.#callbacks) await callback.onEnd?.(this.#context);
      this.#remember(null);
    }
  }

  get #isOver(): boolean {
    return this.#stopped || this.history.losses.length >= this.#steps;
  }

  async *#runEpoch(): AsyncGenerator<StepEvent | EpochEvent, void> {
    const begun = performance.now();
    const resumed = this.#loader.position > 0;
    if (!resumed) this.#epochStart = this.history.losses.length;
    if (this.#options.onNonFinite === 'restore') this.#remember(this.#model.stateDict());
    for (const measure of this.#measures) measure.reset();
    this.#model.train();
    this.#options.optimizer.zeroGrad();
    let batches = 0;
    let sum = 0;
    for await (const { x, y } of this.#loader) {
      sum += await this.#takeBatch(x, y);
      batches++;
      if (batches < this.#accumulate && this.#loader.position < this.#loader.length) continue;
      const loss = sum / batches;
      [batches, sum] = [0, 0];
      this.#step(loss);
      const event: StepEvent = { kind: 'step', step: this.history.losses.length, epoch: this.#epoch, loss };
      for (const callback of this.#callbacks) await callback.onStep?.(event, this.#context);
      yield event;
      if (this.#isOver) break;
    }
    const event: EpochEvent = { kind: 'epoch', ...(await this.#record(begun)) };
    for (const callback of this.#callbacks) await callback.onEpoch?.(event, this.#context);
    yield event;
  }

  /** Adds the gradients of a batch and returns its loss. */
  async #takeBatch(x: Tensor, y: Tensor): Promise<number> {
    const { loss, output } = scope(() => {
      const output = this.#model.forward(x);
      const loss = this.#options.loss(output, y);
      (this.#accumulate === 1 ? loss : mul(loss, 1 / this.#accumulate)).backward();
      return { loss, output };
    });
    const value = (await loss.data())[0]!;
    for (const measure of this.#measures) await measure.update(output, y);
    for (const tensor of [x, y, loss, output]) tensor.dispose();
    return value;
  }

  #step(loss: number): void {
    const { optimizer } = this.#options;
    if (Number.isFinite(loss)) optimizer.step();
    else this.#meetNonFinite(loss);
    optimizer.zeroGrad();
    this.history.losses.push(loss);
  }

  #meetNonFinite(loss: number): void {
    const step = this.history.losses.length + 1;
    switch (this.#options.onNonFinite ?? 'throw') {
      case 'throw':
        throw new MegagradError(
          `fit: the loss is ${loss} at step ${step}. Lower the learning rate, clip the gradients, or pass onNonFinite: 'stop', 'skip' or 'restore'.`,
        );
      case 'stop':
        this.#stopped = true;
        break;
      case 'restore':
        this.#model.loadStateDict(this.#before!);
        break;
      case 'skip':
        break;
    }
  }

  async #record(begun: number): Promise<EpochRecord> {
    const values: Record<string, number> = { loss: meanOf(this.history.losses.slice(this.#epochStart)) };
    for (const measure of this.#measures) values[measure.name] = measure.result();
    const { validation, loss, metrics = [] } = this.#options;
    if (validation !== undefined) {
      const measured = await evaluate(this.#model, { data: validation, loss, metrics });
      for (const [name, value] of Object.entries(measured)) values[`validation${name[0]!.toUpperCase()}${name.slice(1)}`] = value;
    }
    const record = { epoch: this.#epoch, step: this.history.losses.length, seconds: (performance.now() - begun) / 1000, values };
    this.history.epochs.push(record);
    return record;
  }

  #state(): RunState {
    const { losses, epochs } = this.history;
    return {
      epoch: this.#epoch,
      epochStart: this.#epochStart,
      history: { losses: [...losses], epochs: [...epochs] },
      loader: this.#loader.getState(),
    };
  }

  #remember(weights: StateDict | null): void {
    for (const tensor of Object.values(this.#before ?? {})) tensor.dispose();
    this.#before = weights;
  }
}

function loaderOf({ data, batchSize = 32, shuffle = true, replacement = false, seed, generator }: FitOptions): DataLoader {
  if (data instanceof DataLoader) return data;
  if (!Number.isInteger(data.length)) {
    throw new ArgumentError(`fit: data must be a Dataset or a DataLoader: it has no length. Of { train, test } pass train.`, 'data', data);
  }
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
