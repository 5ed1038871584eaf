import { ArgumentError, GradientError, ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { keep, scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { zeros } from '../ops/creation/fill.ts';
import { abs } from '../ops/elementwise/abs.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { neg } from '../ops/elementwise/neg.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { concat } from '../ops/movement/concat.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { slice } from '../ops/movement/slice.ts';
import { max } from '../ops/reduce/max.ts';
import { sum } from '../ops/reduce/sum.ts';
import { copyTo } from './follow.ts';
import { strongWolfe, type Point } from './line-search.ts';
import { Optimizer, type Settings } from './optimizer.ts';
import { numbersOf, readAtOnce, readAwaiting, type Reading } from './reading.ts';

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

/** Evaluations that a step may still make. */
interface Budget {
  left: number;
}

/** Where the parameters are: the loss there, and the largest element of its gradient. */
interface Place {
  readonly loss: number;
  readonly steepest: number;
}

/** The points start + t direction. */
interface Line {
  readonly goTo: (t: number) => void;
  /** Goes there; the loss, and what `besides` makes of the gradient. */
  readonly evaluateAt: (t: number, besides: (g: Tensor) => Tensor) => Reading<readonly [loss: number, other: number]>;
  /** The slope along the line. */
  readonly slopeOf: (g: Tensor) => Tensor;
}

interface Moved extends Place {
  readonly t: number;
  /** The largest change of a parameter. */
  readonly change: number;
}

/**
 * Limited-memory BFGS (Liu and Nocedal 1989; Nocedal and Wright 2006, algorithm 7.4), for losses that are the same at every
 * evaluation: full batches.
 *
 * Each of the iterations of a step, with the gradient g and past changes s of W and y of g: `d = -H g` by the two-loop
 * recursion, `H` starting at `s'y / y'y`; `W = W + t d` with `t = learningRate` (at the very first
 * `min(1, 1 / |g|_1) learningRate`), or the length that the line search finds. PyTorch's equations; the line search is the
 * book's of Nocedal and Wright. `step` reads numbers from the device at once; `stepAsync` awaits them, for webgpu, and is what
 * `fit` calls. A loss that is not finite moves nothing, and an error in the closure puts parameters and state back.
 *
 * @throws {ArgumentError} if `step` gets no closure, or parameters come in groups; {ShapeError} if the loss is no scalar;
 *   {GradientError} if the gradient is not finite where the loss is.
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
  override readonly needsClosure: boolean = true;

  constructor(parameters: readonly Parameter[], options: Partial<LBFGSSettings> = {}) {
    super(
      parameters,
      {
        learningRate: 1,
        iterations: 20,
        evaluations: Math.max(1, Math.floor((options.iterations ?? 20) * 1.25)),
        history: 100,
        gradientTolerance: 1e-7,
        changeTolerance: 1e-9,
        lineSearch: 'none',
      },
      options,
    );
    if (parameters.some((parameter) => 'parameters' in parameter)) {
      throw new ArgumentError(
        'LBFGS: all parameters move as one vector: parameters are in groups. Pass one list.',
        'parameters',
        parameters,
      );
    }
  }

  override get kind(): string {
    return 'LBFGS';
  }

  /**
   * Several iterations on the loss that the closure computes: it clears the gradients, runs backward, and returns the loss.
   *
   * @returns the loss at the start.
   */
  override step(closure?: () => Tensor): Tensor {
    return readAtOnce(this.#step(closure));
  }

  override async stepAsync(closure: () => Tensor): Promise<Tensor> {
    return readAwaiting(this.#step(closure));
  }

  protected override update(): never {
    throw new ArgumentError('LBFGS: it has no rule for a single parameter.', 'update', undefined);
  }

  /** The parameters that move, as one vector. */
  get #moving(): readonly Parameter[] {
    return this.parameters().filter(({ requiresGrad }) => requiresGrad);
  }

  /** A step, or none: an error on the way puts everything back. */
  *#step(closure: (() => Tensor) | undefined): Reading<Tensor> {
    if (closure === undefined) {
      throw new ArgumentError(
        'LBFGS.step: needs the loss again and again: closure undefined. Pass a function that calls zeroGrad() and backward() and returns the loss.',
        'closure',
        closure,
      );
    }
    const moving = this.#moving;
    const state = keep(this.getState());
    const start = keep(moving.map((parameter) => parameter.detach()));
    try {
      return yield* this.#iterate(closure);
    } catch (error) {
      this.setState(state);
      moving.forEach((parameter, i) => parameter.assign(start[i]!));
      throw error;
    } finally {
      for (const tensor of [...start, ...Object.values(state.tensors)]) tensor.dispose();
    }
  }

  /** Returns the loss at the start. */
  *#iterate(closure: () => Tensor): Reading<Tensor> {
    const first = scope(() => scalarOf(closure));
    try {
      yield* this.#descend(first, closure);
      return first;
    } catch (error) {
      first.dispose();
      throw error;
    }
  }

  *#descend(first: Tensor, closure: () => Tensor): Reading<void> {
    this.checkReady();
    this.#matchSize();
    yield* this.#follow();
    const { iterations, evaluations, gradientTolerance, changeTolerance } = this.groups[0]!;
    let [loss, steepest] = (yield* numbersOf(() => [reshape(first, []), largest(this.#gradient())])) as [number, number];
    if (!Number.isFinite(loss)) return;
    if (!Number.isFinite(steepest))
      throw new GradientError(
        `LBFGS.step: the gradient is not finite, though the loss is: loss ${loss}, largest element ${steepest}. Look for a root or a logarithm of 0 in the loss.`,
      );
    this.countStep();
    const budget: Budget = { left: evaluations - 1 };
    for (let iteration = 1; iteration <= iterations; iteration++) {
      if (steepest <= gradientTolerance) break;
      const before = loss;
      const direction = yield* this.#direction();
      let moved: Moved;
      try {
        moved = yield* this.#move(direction, { loss, steepest }, closure, budget, iteration === iterations);
      } finally {
        direction.dispose();
      }
      ({ loss, steepest } = moved);
      if (moved.t === 0 || budget.left <= 0 || moved.change <= changeTolerance || Math.abs(loss - before) < changeTolerance) break;
    }
  }

  /** -H g, and this gradient noted for the next time. */
  *#direction(): Reading<Tensor> {
    const { tensors, numbers } = this.shared;
    const { history } = this.groups[0]!;
    const g = scope(() => noGrad(() => this.#gradient()));
    const [lastGradient, lastStep] = [tensors['gradient'], tensors['step']];
    if (lastGradient !== undefined && lastStep !== undefined) {
      const y = scope(() => noGrad(() => sub(g, lastGradient)));
      const [ys] = (yield* numbersOf(() => [dot(y, lastStep)])) as [number];
      // Curvature that is not positive would make H indefinite.
      if (ys > 1e-10) this.#remember(lastStep, y, ys, history);
      else y.dispose();
    }
    this.#put('gradient', g);
    numbers['iterations'] = (numbers['iterations'] ?? 0) + 1;
    return scope(() => noGrad(() => this.#twoLoops(g)));
  }

  /** Nocedal and Wright 2006, algorithm 7.4, for -g. */
  #twoLoops(g: Tensor): Tensor {
    const { tensors, numbers } = this.shared;
    const places = this.#places();
    const shares: Tensor[] = [];
    let q = neg(g);
    for (const k of places.toReversed()) {
      const share = div(dot(tensors[`s${k}`]!, q), numbers[`ys${k}`]!);
      shares.unshift(share);
      q = sub(q, mul(tensors[`y${k}`]!, share));
    }
    const newest = places.at(-1);
    let r = newest === undefined ? q : mul(q, div(numbers[`ys${newest}`]!, dot(tensors[`y${newest}`]!, tensors[`y${newest}`]!)));
    places.forEach((k, i) => {
      const share = div(dot(tensors[`y${k}`]!, r), numbers[`ys${k}`]!);
      r = add(r, mul(tensors[`s${k}`]!, sub(shares[i]!, share)));
    });
    return r;
  }

  /** Goes along the direction. */
  *#move(direction: Tensor, from: Place, closure: () => Tensor, budget: Budget, isLast: boolean): Reading<Moved> {
    const { learningRate, changeTolerance, lineSearch } = this.groups[0]!;
    const [slope, size, width] = (yield* numbersOf(() => {
      const g = this.#gradient();
      return [dot(g, direction), sum(abs(g)), largest(direction)];
    })) as [number, number, number];
    if (slope > -changeTolerance) return { ...from, t: 0, change: 0 };
    const first = this.shared.numbers['iterations'] === 1 ? Math.min(1, 1 / size) * learningRate : learningRate;
    const start = scope(() => noGrad(() => this.#flat(this.#moving)));
    try {
      const line: Line = {
        goTo: (t) => this.#assign(start, direction, t),
        evaluateAt: (t, besides) => {
          this.#assign(start, direction, t);
          budget.left--;
          return this.#evaluate(closure, besides);
        },
        slopeOf: (g) => dot(g, direction),
      };
      const found =
        lineSearch === 'none'
          ? yield* this.#takeLength(line, first, from, isLast || budget.left <= 0)
          : yield* this.#searchLength(line, first, { t: 0, value: from.loss, slope }, Math.max(1, budget.left));
      this.#put(
        'step',
        scope(() => noGrad(() => mul(direction, found.t))),
      );
      return { ...found, change: found.t * width };
    } finally {
      start.dispose();
    }
  }

  /** Goes the length t, and back if the loss is not finite there. Nobody follows the last: the loss there is not asked for. */
  *#takeLength({ goTo, evaluateAt }: Line, t: number, from: Place, isLast: boolean): Reading<Place & { readonly t: number }> {
    if (isLast) {
      goTo(t);
      return { ...from, t };
    }
    const [loss, steepest] = yield* evaluateAt(t, largest);
    if (Number.isFinite(loss) && Number.isFinite(steepest)) return { loss, steepest, t };
    goTo(0);
    return { ...from, t: 0 };
  }

  *#searchLength(line: Line, first: number, start: Point, evaluations: number): Reading<Place & { readonly t: number }> {
    let here = Number.NaN;
    const evaluate = function* (t: number): Reading<Point> {
      here = t;
      const [value, slope] = yield* line.evaluateAt(t, line.slopeOf);
      return { t, value, slope };
    };
    const { t, value } = yield* strongWolfe(evaluate, start, first, evaluations);
    // The gradients must be those of the point that was chosen, which need not be the last one.
    if (here !== t) {
      const [loss, steepest] = yield* line.evaluateAt(t, largest);
      return { loss, steepest, t };
    }
    const [steepest] = (yield* numbersOf(() => [largest(this.#gradient())])) as [number];
    return { loss: value, steepest, t };
  }

  /** The loss here, and what `besides` makes of the new gradient. */
  *#evaluate(closure: () => Tensor, besides: (g: Tensor) => Tensor): Reading<readonly [number, number]> {
    const loss = scope(() => scalarOf(closure));
    try {
      const [value, other] = yield* numbersOf(() => [reshape(loss, []), besides(this.#gradient())]);
      return [value!, other!];
    } finally {
      loss.dispose();
    }
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

  /** Forgets the past if the parameters that move are others than before: its vectors do not fit. */
  #matchSize(): void {
    const { tensors, numbers } = this.shared;
    const size = this.#moving.reduce((total, parameter) => total + parameter.size, 0);
    if (Object.values(tensors).every((tensor) => tensor.size === size)) return;
    for (const name of Object.keys(tensors)) this.#drop(name);
    for (const name of Object.keys(numbers)) Reflect.deleteProperty(numbers, name);
  }

  /** Brings what is kept to the device that the parameters were moved to. */
  *#follow(): Reading<void> {
    const { device } = this.#moving[0]!;
    for (const [name, kept] of Object.entries(this.shared.tensors))
      if (kept.device !== device) this.#put(name, copyTo(kept, yield kept.detach(), device));
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
    return this.#flat(this.#moving.map((parameter) => parameter.grad ?? zeros(parameter.shape, { device: parameter.device })));
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
        // A direction may be infinite, and 0 times that is NaN.
        const next = t === 0 ? start : add(start, mul(direction, t));
        let from = 0;
        for (const parameter of this.#moving) {
          parameter.assign(reshape(slice(next, { begin: [from], size: [parameter.size] }), parameter.shape));
          from += parameter.size;
        }
      });
    });
  }
}

function dot(a: Tensor, b: Tensor): Tensor {
  return sum(mul(a, b));
}

/** The largest size of an element. */
function largest(x: Tensor): Tensor {
  return max(abs(x));
}

function scalarOf(closure: () => Tensor): Tensor {
  const loss = closure();
  if (loss.size === 1) return loss;
  throw new ShapeError(`LBFGS.step: the closure must return a scalar loss: loss ${format(loss.shape)}. Take its mean or sum.`, {
    loss: loss.shape,
  });
}
