import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format, sameShape } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { keep, scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { checkParameters, checkValues, titleOf } from './check-parameters.ts';
import { followed } from './follow.ts';
import { checkState, isCount, isRecord, isTensors } from './state-checks.ts';

/** Options of EMA. */
export interface EMAOptions {
  /** Share of the averages that stays in an update. Default 0.999. */
  readonly decay?: number;
  /** Lets the first updates weigh more: the share that stays is at most (1 + t) / (10 + t). Default false. */
  readonly warmUp?: boolean;
}

/** Everything an average needs to go on: its tensors by the parameter's place, and the rest. */
export interface EMAState {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly rest: {
    readonly updates: number;
    /** Whether the parameters held the averages, and the other way round. Left out: they did not. */
    readonly swapped?: boolean;
  };
}

/**
 * Exponential moving averages of parameters, which often evaluate better than the last values (Polyak and Juditsky 1992).
 *
 * `average = decay average + (1 - decay) W`, at first W.
 *
 * @example
 * const model = new Linear(1, 1, { weight: init.constant(2), bias: false });
 * const ema = new EMA(model.parameters(), { decay: 0.5 });
 * model.weight.assign(tensor([[4]]));
 * ema.update();
 * ema.swap(); // evaluate with the averages, then swap back
 * model.weight.item(); // 3
 */
export class EMA {
  readonly #parameters: readonly Parameter[];
  readonly #averages: Tensor[];
  readonly #decay: number;
  readonly #warmUp: boolean;
  #updates = 0;
  #swapped = false;

  /** @throws {ArgumentError} if there is no parameter, one has no values yet, or decay is not from 0 to 1. */
  constructor(parameters: readonly Parameter[], { decay = 0.999, warmUp = false }: EMAOptions = {}) {
    checkParameters('EMA', parameters);
    if (parameters.length === 0)
      throw new ArgumentError('EMA: there are no parameters to average. Pass model.parameters().', 'parameters', parameters);
    checkValues('EMA', parameters);
    if (typeof decay !== 'number' || !(decay >= 0 && decay <= 1))
      throw new ArgumentError(
        `EMA: decay must be from 0 to 1: decay ${decay}. It is the share of the averages that stays.`,
        'decay',
        decay,
      );
    this.#parameters = [...parameters];
    this.#averages = this.#parameters.map((parameter) => keep(parameter.detach()));
    this.#decay = decay;
    this.#warmUp = warmUp;
  }

  /** Updates so far. */
  get updates(): number {
    return this.#updates;
  }

  /** The averages, in the order of the parameters. */
  get averages(): readonly Tensor[] {
    return this.#averages;
  }

  /**
   * Moves the averages toward the parameters: after each step of the optimizer. An average follows a parameter that was
   * moved to another device.
   *
   * @throws {ArgumentError} while they are swapped; {DeviceError} if parameters were moved away from webgpu.
   */
  update(): void {
    if (this.#swapped)
      throw new ArgumentError('EMA: the parameters hold the averages now. Call swap() again before update().', 'swapped', true);
    this.#follow();
    const t = ++this.#updates;
    const decay = this.#warmUp ? Math.min(this.#decay, (1 + t) / (10 + t)) : this.#decay;
    this.#parameters.forEach((parameter, i) => {
      const before = this.#averages[i]!;
      this.#averages[i] = scope(() => noGrad(() => keep(add(mul(before, decay), mul(parameter, 1 - decay)))));
      before.dispose();
    });
  }

  /** Lets parameters and averages change places: before an evaluation, and after it again. */
  swap(): void {
    this.#follow();
    this.#parameters.forEach((parameter, i) => {
      const average = this.#averages[i]!;
      this.#averages[i] = keep(parameter.detach());
      parameter.assign(average);
      average.dispose();
    });
    this.#swapped = !this.#swapped;
  }

  /** A snapshot: later updates do not change it. */
  getState(): EMAState {
    return {
      tensors: Object.fromEntries(this.#averages.map((average, i) => [String(i), average.detach()])),
      rest: { updates: this.#updates, swapped: this.#swapped },
    };
  }

  /**
   * Goes on where the averages of `state` were. Nothing is changed unless everything fits.
   *
   * @throws {ShapeError} listing all that does not fit the parameters; {ArgumentError} if it is no state of averages.
   */
  setState(state: EMAState): void {
    checkState('EMA', state, isState(state));
    const { tensors, rest } = state;
    const unexpected = Object.keys(tensors).filter((name) => this.#averages[Number(name)] === undefined);
    const faults = [
      ...unexpected.map((name) => `${name}: unexpected`),
      ...this.#averages.flatMap((average, i) => {
        const next = tensors[String(i)];
        if (next === undefined) return [`${i}: missing`];
        return sameShape(next.shape, average.shape) ? [] : [`${i}: parameter ${format(average.shape)}, state ${format(next.shape)}`];
      }),
    ];
    if (faults.length > 0) throw new ShapeError(`EMA.setState: the state does not fit the parameters: ${faults.join('; ')}.`);
    this.#averages.forEach((average, i) => {
      this.#averages[i] = keep(tensors[String(i)]!.detach());
      average.dispose();
    });
    this.#updates = rest.updates;
    this.#swapped = rest.swapped ?? false;
  }

  #follow(): void {
    this.#parameters.forEach((parameter, i) => {
      const average = this.#averages[i]!;
      const next = followed(() => `EMA: ${titleOf(parameter, i)}`, 'average', average, parameter.device);
      if (next === average) return;
      this.#averages[i] = next;
      average.dispose();
    });
  }

  /** Frees the averages. */
  dispose(): void {
    for (const average of this.#averages) average.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function isState(state: unknown): boolean {
  if (!isRecord(state) || !isTensors(state['tensors']) || !isRecord(state['rest'])) return false;
  const { updates, swapped } = state['rest'];
  return isCount(updates) && (swapped === undefined || typeof swapped === 'boolean');
}
