import { ArgumentError } from '../core/errors.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { keep, scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeros } from '../ops/creation/fill.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { neg } from '../ops/elementwise/neg.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { concat } from '../ops/movement/concat.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { slice } from '../ops/movement/slice.ts';
import { max } from '../ops/reduce/max.ts';
import { sum } from '../ops/reduce/sum.ts';
import { strongWolfe, type Point } from './line-search.ts';
import { Optimizer, type Settings } from './optimizer.ts';

/** Settings of LBFGS. */
export interface LBFGSSettings extends Settings {
  /** Directions in one step. Default 20. */
  iterations: number;
  /** Evaluations of the loss in one step. Default 1.25 times the iterations. */
  evaluations: number;
  /** Past steps that the curvature is estimated from; each takes twice the memory of the parameters. Default 100. */
  history: number;
  /** Ends the step when no element of the gradient is larger. Default 1e-7. */
  gradientTolerance: number;
  /** Ends the step when neither parameters nor loss change by more. Default 1e-9. */
  changeTolerance: number;
  /** `strongWolfe` searches along each direction for a good length; `none` takes the learning rate. Default 'none'. */
  lineSearch: 'none' | 'strongWolfe';
}

/**
 * Limited-memory BFGS (Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.4), for losses that are the same at every
 * evaluation: full batches.
 *
 * Each of the iterations of a step, with the gradient g and past changes s of W and y of g: `d = -H g` by the two-loop
 * recursion, `H` starting at `s'y / y'y`; `W = W + t d` with `t = learningRate` (at the very first
 * `min(1, 1 / |g|_1) learningRate`), or the length that the line search finds. PyTorch's equations; the line search is the
 * book's of Nocedal and Wright. Reads numbers from the device, so not for webgpu.
 *
 * @throws {ArgumentError} if `step` gets no closure, or parameters come in groups.
 * @example
 * const model = new Linear(1, 1, { generator: new Generator(0) });
 * const optimizer = new LBFGS(model.parameters(), { lineSearch: 'strongWolfe' });
 * const [x, y] = [tensor([[0], [1], [2]]), tensor([[1], [3], [5]])];
 * optimizer.step(() => {
 *   optimizer.zeroGrad();
 *   const loss = mse(model.forward(x), y);
 *   loss.backward();
 *   return loss;
 * });
 * Math.round(model.weight.item() * 1e4) / 1e4; // 2
 */
export class LBFGS extends Optimizer<LBFGSSettings> {
  readonly #all: readonly Parameter[];

  constructor(parameters: readonly Parameter[], options: Partial<LBFGSSettings> = {}) {
    super(parameters, {
      learningRate: 1,
      iterations: 20,
      evaluations: Math.floor((options.iterations ?? 20) * 1.25),
      history: 100,
      gradientTolerance: 1e-7,
      changeTolerance: 1e-9,
      lineSearch: 'none',
      ...options,
    });
    if (parameters.some((parameter) => 'parameters' in parameter)) {
      throw new ArgumentError(
        'LBFGS: all parameters move as one vector: parameters are in groups. Pass one list.',
        'parameters',
        parameters,
      );
    }
    this.#all = this.parameters().filter(({ requiresGrad }) => requiresGrad);
  }

  /**
   * Several iterations on the loss that the closure computes: it clears the gradients, runs backward, and returns the loss.
   *
   * @returns the loss at the start.
   */
  override step(closure?: () => Tensor): Tensor {
    if (closure === undefined) {
      throw new ArgumentError(
        'LBFGS.step: needs the loss again and again: closure undefined. Pass a function that calls zeroGrad() and backward() and returns the loss.',
        'closure',
        closure,
      );
    }
    const first = scope(closure);
    this.checkGradients();
    this.countStep();
    const settings = this.groups[0]!;
    let loss = first.item();
    let left = settings.evaluations - 1;
    const evaluate = (): number => {
      left--;
      return scope(() => closure().item());
    };
    for (let iteration = 1; iteration <= settings.iterations; iteration++) {
      if (this.#steepest() <= settings.gradientTolerance) break;
      const before = loss;
      const direction = this.#direction();
      const moved = this.#move(direction, loss, evaluate, left, iteration === settings.iterations);
      loss = moved.loss;
      const change = moved.t * scope(() => noGrad(() => max(abs(direction)).item()));
      direction.dispose();
      if (moved.t === 0 || left <= 0 || change <= settings.changeTolerance || Math.abs(loss - before) < settings.changeTolerance) break;
    }
    return first;
  }

  protected override update(): never {
    throw new ArgumentError('LBFGS: it has no rule for a single parameter.', 'update', undefined);
  }

  /** Largest element of the gradient. */
  #steepest(): number {
    return scope(() => noGrad(() => max(abs(this.#gradient())).item()));
  }

  /** -H g, and this gradient noted for the next time. */
  #direction(): Tensor {
    const { tensors, numbers } = this.shared;
    const { history } = this.groups[0]!;
    return scope(() =>
      noGrad(() => {
        const g = this.#gradient();
        const [lastGradient, lastStep] = [tensors['gradient'], tensors['step']];
        if (lastGradient !== undefined && lastStep !== undefined) {
          const y = sub(g, lastGradient);
          const ys = dot(y, lastStep);
          // Curvature that is not positive would make H indefinite.
          if (ys > 1e-10) this.#remember(lastStep, y, ys, history);
        }
        this.#put('gradient', g);
        numbers['iterations'] = (numbers['iterations'] ?? 0) + 1;
        return keep(this.#twoLoops(g));
      }),
    );
  }

  /** Nocedal and Wright 2006, algorithm 7.4, for -g. */
  #twoLoops(g: Tensor): Tensor {
    const { tensors, numbers } = this.shared;
    const places = this.#places();
    const shares: number[] = [];
    let q = neg(g);
    for (const k of places.toReversed()) {
      const share = dot(tensors[`s${k}`]!, q) / numbers[`ys${k}`]!;
      shares.unshift(share);
      q = sub(q, mul(tensors[`y${k}`]!, share));
    }
    const newest = places.at(-1);
    let r = newest === undefined ? q : mul(q, numbers[`ys${newest}`]! / dot(tensors[`y${newest}`]!, tensors[`y${newest}`]!));
    places.forEach((k, i) => {
      const share = dot(tensors[`y${k}`]!, r) / numbers[`ys${k}`]!;
      r = add(r, mul(tensors[`s${k}`]!, shares[i]! - share));
    });
    return r;
  }

  /** Goes along the direction, and evaluates there; not at the end of the last iteration, which nobody follows. */
  #move(
    direction: Tensor,
    loss: number,
    evaluate: () => number,
    evaluations: number,
    isLast: boolean,
  ): { readonly t: number; readonly loss: number } {
    const { learningRate, changeTolerance, lineSearch } = this.groups[0]!;
    const { slope, size } = scope(() =>
      noGrad(() => {
        const g = this.#gradient();
        return { slope: dot(g, direction), size: sum(abs(g)).item() };
      }),
    );
    if (slope > -changeTolerance) return { t: 0, loss };
    const first = this.shared.numbers['iterations'] === 1 ? Math.min(1, 1 / size) * learningRate : learningRate;
    const start = scope(() => noGrad(() => keep(this.#flat(this.#all))));
    const goTo = (t: number): void => this.#assign(start, direction, t);
    let value = loss;
    let t = first;
    if (lineSearch === 'none') {
      goTo(t);
      if (!isLast && evaluations > 0) value = evaluate();
    } else {
      let here = Number.NaN;
      const at = (length: number): Point => {
        here = length;
        goTo(length);
        const found = evaluate();
        return { t: length, value: found, slope: scope(() => noGrad(() => dot(this.#gradient(), direction))) };
      };
      const found = strongWolfe(at, { t: 0, value: loss, slope }, first, Math.max(1, evaluations));
      ({ t, value } = found);
      // The gradients must be those of the point that was chosen.
      if (here !== t) {
        goTo(t);
        value = evaluate();
      }
    }
    this.#put(
      'step',
      scope(() => noGrad(() => keep(mul(direction, t)))),
    );
    start.dispose();
    return { t, loss: value };
  }

  /** Numbers of the remembered changes, oldest first. */
  #places(): number[] {
    return Object.keys(this.shared.tensors)
      .filter((name) => /^s\d+$/.test(name))
      .map((name) => Number(name.slice(1)))
      .sort((a, b) => a - b);
  }

  #remember(step: Tensor, y: Tensor, ys: number, history: number): void {
    const { numbers } = this.shared;
    const places = this.#places();
    if (places.length >= history) {
      const oldest = places[0]!;
      this.#drop(`s${oldest}`);
      this.#drop(`y${oldest}`);
      Reflect.deleteProperty(numbers, `ys${oldest}`);
    }
    const k = (places.at(-1) ?? -1) + 1;
    this.#put(`s${k}`, step.detach());
    this.#put(`y${k}`, y);
    numbers[`ys${k}`] = ys;
  }

  #put(name: string, value: Tensor): void {
    this.#drop(name);
    this.shared.tensors[name] = keep(value);
  }

  #drop(name: string): void {
    this.shared.tensors[name]?.dispose();
    Reflect.deleteProperty(this.shared.tensors, name);
  }

  /** The gradients as one vector; 0 where there is none. */
  #gradient(): Tensor {
    return this.#flat(this.#all.map((parameter) => parameter.grad ?? zeros(parameter.shape, { device: parameter.device })));
  }

  #flat(tensors: readonly Tensor[]): Tensor {
    return concat(
      tensors.map((each) => reshape(each, [-1])),
      0,
    );
  }

  /** Puts start + t direction into the parameters. */
  #assign(start: Tensor, direction: Tensor, t: number): void {
    scope(() => {
      noGrad(() => {
        const next = add(start, mul(direction, t));
        let from = 0;
        for (const parameter of this.#all) {
          parameter.assign(reshape(slice(next, { begin: [from], size: [parameter.size] }), parameter.shape));
          from += parameter.size;
        }
      });
    });
  }
}

function dot(a: Tensor, b: Tensor): number {
  return sum(mul(a, b)).item();
}
