import { ArgumentError, MegagradError } from '../core/errors.ts';
import type { Batch } from '../data/batch.ts';
import { keep, scope, tensorsIn } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Layer } from '../nn/module.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { batchesOf, type BatchSource } from './batches.ts';
import { evaluate } from './evaluate.ts';
import type { Callback, EpochEvent, FitOptions, StepEvent, TrainingContext } from './fit.ts';
import { checkFitOptions, whole } from './fit-options.ts';
import type { EpochRecord, History } from './history.ts';
import { metricsOf, scalarOf, type Metric } from './metric.ts';
import type { Restored, RunState } from './run-state.ts';

/** Models, optimizers, parameters and loaders of the runs that are going on: a second run over one would spoil both. */
const busy = new WeakSet<object>();

/** What a run that stopped within an epoch was in the middle of. */
interface Cut {
  readonly loader: unknown;
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** One call of `fit`: walks epochs and steps, and tells callbacks. */
export class TrainingRun {
  readonly history: History;
  readonly #model: Layer;
  readonly #options: FitOptions;
  readonly #batches: BatchSource;
  readonly #validation: BatchSource | null;
  readonly #measures: readonly Metric[];
  readonly #callbacks: readonly Callback[];
  readonly #epochs: number;
  readonly #steps: number;
  readonly #accumulate: number;
  readonly #context: TrainingContext;
  #epoch: number;
  #epochStart: number;
  #stopped = false;
  /** What metrics had counted where the run is resumed. */
  #counted: Readonly<Record<string, unknown>>;
  #cut: Cut | null = null;
  /** What it was before this epoch, for onNonFinite 'restore'. */
  #before: Restored | null;
  /** Its tensors, unless another run gave them. */
  #held: readonly Tensor[] = [];
  /** Losses of the step that is being gathered. */
  #sum = 0;

  constructor(model: Layer, options: FitOptions) {
    checkFitOptions(model, options);
    const resume = options.resume ?? null;
    this.#model = model;
    this.#options = options;
    this.#epochs = whole('epochs', options.epochs ?? (options.steps === undefined ? 1 : Infinity));
    this.#steps = whole('steps', options.steps ?? Infinity);
    this.#accumulate = whole('accumulate', options.accumulate ?? 1);
    this.#measures = metricsOf('fit', options.metrics ?? [], ['loss']);
    this.#callbacks = options.callbacks ?? [];
    this.#validation = options.validation === undefined ? null : batchesOf('fit', 'validation', options.validation, { batchSize: 1000 });
    this.#batches = trainingBatches(options);
    this.history =
      resume === null ? { losses: [], epochs: [] } : { losses: [...resume.history.losses], epochs: [...resume.history.epochs] };
    this.#epoch = resume?.epoch ?? 1;
    this.#epochStart = resume?.epochStart ?? 0;
    this.#counted = resume?.metrics ?? {};
    this.#before = resume?.before ?? null;
    this.#context = {
      model,
      optimizer: options.optimizer,
      loader: this.#batches,
      history: this.history,
      totalSteps: Math.min(this.#steps, this.#epochs * Math.ceil(this.#batches.length / this.#accumulate)),
      stop: () => void (this.#stopped = true),
      getState: () => this.#state(),
    };
  }

  async *events(): AsyncGenerator<StepEvent | EpochEvent, void> {
    const claimed = this.#claim();
    const started: Callback[] = [];
    let failed = false;
    try {
      if (this.#options.resume) this.#batches.setState(this.#options.resume.loader as never);
      for (const callback of this.#callbacks) {
        await callback.onStart?.(this.#context);
        started.push(callback);
      }
      while (this.#epoch <= this.#epochs && !this.#isOver) {
        yield* this.#runEpoch();
        // An epoch that was cut is still the one that the run is in.
        if (this.#cut === null) this.#epoch++;
      }
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      const errors = await this.#end(started);
      for (const one of claimed) busy.delete(one);
      // What went wrong first is what the caller hears of.
      if (!failed) rethrow(errors);
    }
  }

  get #isOver(): boolean {
    return this.#stopped || this.history.losses.length >= this.#steps;
  }

  /** Marks what this run changes. @throws {ArgumentError} if another run changes it too. */
  #claim(): readonly object[] {
    const { optimizer } = this.#options;
    const claimed = [this.#model, optimizer, this.#batches, ...optimizer.parameters().filter(({ requiresGrad }) => requiresGrad)];
    if (claimed.some((one) => busy.has(one))) {
      throw new ArgumentError(
        'fit: another run is going on over this model, optimizer or loader. Await it first; a loop over training() that is left must be left by break, or ended by return().',
        'model',
        this.#model,
      );
    }
    for (const one of claimed) busy.add(one);
    return claimed;
  }

  /** Tells the callbacks, whatever happened, and leaves no gradient. Returns what they threw. */
  async #end(started: readonly Callback[]): Promise<readonly unknown[]> {
    const errors: unknown[] = [];
    for (const callback of started) {
      try {
        await callback.onEnd?.(this.#context);
      } catch (error) {
        errors.push(error);
      }
    }
    this.#remember(null);
    this.#zeroGrad();
    return errors;
  }

  async *#runEpoch(): AsyncGenerator<StepEvent | EpochEvent, void> {
    const begun = performance.now();
    this.#beginEpoch();
    const source = this.#batches;
    const iterator = source[Symbol.asyncIterator]();
    const held: Batch[] = [];
    try {
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        held.push(next.value);
        const loss = await this.#takeBatch(held);
        if (loss === null) continue;
        free(held);
        const event: StepEvent = { kind: 'step', step: this.history.losses.length, epoch: this.#epoch, loss };
        for (const callback of this.#callbacks) await callback.onStep?.(event, this.#context);
        yield event;
        if (this.#isOver) break;
      }
    } finally {
      free(held);
      if (source.position > 0 && source.position < source.length) this.#cut = { loader: source.getState(), metrics: this.#counts() };
      await iterator.return?.();
    }
    const event: EpochEvent = { kind: 'epoch', ...(await this.#record(begun)) };
    for (const callback of this.#callbacks) await callback.onEpoch?.(event, this.#context);
    yield event;
  }

  #beginEpoch(): void {
    const resumed = this.#batches.position > 0;
    if (!resumed) this.#epochStart = this.history.losses.length;
    for (const measure of this.#measures) {
      measure.reset();
      const counted = this.#counted[measure.name];
      if (resumed && counted !== undefined) measure.setState?.(counted as never);
    }
    this.#counted = {};
    const { optimizer, onNonFinite } = this.#options;
    if (onNonFinite === 'restore' && !(resumed && this.#before !== null))
      this.#remember(scope(() => keep({ model: this.#model.getState(), optimizer: optimizer.getState() })));
    // A part that was put into evaluation mode alone stays there.
    if (!this.#model.training) this.#model.train();
    this.#zeroGrad();
    this.#sum = 0;
  }

  /** Takes in the last of the batches held; with the last of a step, takes that and returns the loss, else null. */
  async #takeBatch(held: Batch[]): Promise<number | null> {
    const { position, length } = this.#batches;
    const size = Math.min(this.#accumulate, length - position + held.length);
    const { optimizer } = this.#options;
    if (!optimizer.needsClosure) this.#sum += await this.#addGradients(held.at(-1)!, size);
    if (held.length < size) return null;
    const loss = optimizer.needsClosure ? await this.#stepByClosure(held) : this.#sum / size;
    this.#sum = 0;
    if (!Number.isFinite(loss)) this.#meetNonFinite(loss);
    else if (!optimizer.needsClosure) optimizer.step();
    optimizer.zeroGrad();
    this.history.losses.push(loss);
    return loss;
  }

  /** Adds the gradients of a batch, one of `size` in a step, and returns its loss. */
  async #addGradients({ x, y }: Batch, size: number): Promise<number> {
    const { loss, output } = scope(() => this.#backward(x, y, size));
    try {
      const value = (await loss.data())[0]!;
      for (const measure of this.#measures) await measure.update(output, y);
      return value;
    } finally {
      loss.dispose();
      output.dispose();
    }
  }

  #backward(x: Tensor, y: Tensor, size: number): { readonly loss: Tensor; readonly output: Tensor } {
    const output = this.#model.forward(x);
    const loss = scalarOf('fit', 'loss', this.#options.loss(output, y));
    (size === 1 ? loss : mul(loss, 1 / size)).backward();
    return { loss, output };
  }

  /** Lets the optimizer evaluate the batches as often as it needs, and returns the loss of the first time. */
  async #stepByClosure(batches: readonly Batch[]): Promise<number> {
    const model = this.#model;
    const { optimizer } = this.#options;
    const carried = scope(() => keep(model.allCarried()));
    let outputs: readonly Tensor[] | null = null;
    const closure = (): Tensor =>
      scope(() => {
        // Each time from the same state of recurrent layers.
        model.carryAll(carried);
        optimizer.zeroGrad();
        const passes = batches.map(({ x, y }) => this.#backward(x, y, batches.length));
        outputs ??= keep(passes.map(({ output }) => output.detach()));
        const total = passes.map(({ loss }) => loss.detach()).reduce((a, b) => add(a, b));
        return batches.length === 1 ? total : mul(total, 1 / batches.length);
      });
    try {
      const loss = await optimizer.stepAsync(closure);
      const value = (await loss.data())[0]!;
      loss.dispose();
      for (const [i, { y }] of batches.entries()) for (const measure of this.#measures) await measure.update(outputs![i]!, y);
      return value;
    } finally {
      for (const tensor of tensorsIn([carried, outputs])) tensor.dispose();
    }
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
        this.#restore(this.#before!);
        break;
      case 'skip':
        break;
    }
  }

  /** Settings stay: a schedule or a callback may have lowered the learning rate for what comes. */
  #restore({ model, optimizer: before }: Restored): void {
    const { optimizer } = this.#options;
    const settings = optimizer.groups.map(({ parameters: _, ...group }) => group);
    this.#model.setState(model);
    optimizer.setState({ ...before, rest: { ...before.rest, settings } });
  }

  async #record(begun: number): Promise<EpochRecord> {
    const values: Record<string, number> = { loss: meanOf(this.history.losses.slice(this.#epochStart)) };
    for (const measure of this.#measures) values[measure.name] = measure.result();
    if (this.#validation !== null) {
      const measured = await evaluate(this.#model, { data: this.#validation, loss: this.#options.loss, metrics: this.#measures });
      for (const [name, value] of Object.entries(measured)) values[`validation${name[0]!.toUpperCase()}${name.slice(1)}`] = value;
    }
    const record = { epoch: this.#epoch, step: this.history.losses.length, seconds: (performance.now() - begun) / 1000, values };
    this.history.epochs.push(record);
    return record;
  }

  /** Also of parameters that the optimizer does not move: nobody else frees those. */
  #zeroGrad(): void {
    this.#options.optimizer.zeroGrad();
    this.#model.zeroGrad();
  }

  #state(): RunState {
    const { losses, epochs } = this.history;
    // An epoch that was cut has a record, but is not over.
    const over = epochs.filter(({ epoch }) => this.#cut === null || epoch !== this.#epoch);
    return {
      epoch: over.at(-1)?.epoch === this.#epoch ? this.#epoch + 1 : this.#epoch,
      epochStart: this.#epochStart,
      history: { losses: [...losses], epochs: over },
      loader: this.#cut?.loader ?? this.#batches.getState(),
      metrics: this.#cut?.metrics ?? this.#counts(),
      before: this.#before,
    };
  }

  #counts(): Readonly<Record<string, unknown>> {
    const counts = this.#measures.map((measure) => [measure.name, measure.getState?.()] as const);
    return Object.fromEntries(counts.filter(([, count]) => count !== undefined));
  }

  #remember(before: Restored | null): void {
    for (const tensor of this.#held) tensor.dispose();
    this.#before = before;
    this.#held = [...tensorsIn(before)];
  }
}

function trainingBatches(options: FitOptions): BatchSource {
  const { data, batchSize = 32, shuffle = true, replacement = false, seed, generator } = options;
  return batchesOf('fit', 'data', data, {
    batchSize,
    ...(replacement ? { replacement } : { shuffle }),
    ...(seed === undefined ? {} : { seed }),
    ...(generator === undefined ? {} : { generator }),
  });
}

function free(batches: Batch[]): void {
  for (const { x, y } of batches.splice(0)) {
    x.dispose();
    y.dispose();
  }
}

function rethrow(errors: readonly unknown[]): void {
  if (errors.length > 0) throw errors[0];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
