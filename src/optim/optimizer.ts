import { ArgumentError, GradientError, ShapeError } from '../core/errors.ts';
import { format, sameShape } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { keep, scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Settings that every optimizer has. */
export interface Settings {
  /** Step size. */
  learningRate: number;
}

/** Parameters that share settings; what is left out is taken from the optimizer's options. */
export type ParameterGroup<S extends Settings> = { readonly parameters: readonly Parameter[] } & Partial<S>;

/** Tensors that an optimizer keeps for one parameter, by name (`velocity`, `m`, ...). */
export type State = Record<string, Tensor>;

/** Numbers that an optimizer keeps besides, by name. */
export type Numbers = Record<string, number>;

/** What an optimizer keeps from step to step. */
export interface Kept {
  tensors: State;
  numbers: Numbers;
}

/** The same for one parameter, which may have missed steps for want of a gradient. */
interface ParameterState extends Kept {
  steps: number;
}

/** Everything an optimizer needs to go on: its tensors by `parameter.name`, and the rest, which survives JSON. */
export interface OptimizerState {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly rest: {
    /** The optimizer's class. */
    readonly kind: string;
    readonly steps: number;
    /** Steps of each parameter, in order. */
    readonly parameterSteps: readonly number[];
    /** Numbers kept for each parameter, in order, and those kept for all together. */
    readonly parameterNumbers: readonly Readonly<Numbers>[];
    readonly sharedNumbers: Readonly<Numbers>;
    /** Settings of each group. */
    readonly settings: readonly object[];
  };
}

/** A group with all its settings: change them between steps, as schedules do. */
export type Group<S extends Settings> = { readonly parameters: readonly Parameter[] } & S;

/**
 * Base of the optimizers: walks the parameters, keeps state and frees what an update leaves behind.
 *
 * A subclass computes the next value of one parameter.
 */
export abstract class Optimizer<S extends Settings = Settings> {
  readonly groups: readonly Group<S>[];
  /** What is kept for all parameters together. */
  protected readonly shared: Kept = { tensors: {}, numbers: {} };
  readonly #states = new Map<Parameter, ParameterState>();
  #steps = 0;

  /** @throws {ArgumentError} if there is no parameter, one is there twice or has no values yet, or all are frozen. */
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<S>[], defaults: S) {
    const groups = isGrouped(parameters) ? parameters : [{ parameters } as ParameterGroup<S>];
    this.groups = groups.map((group) => ({ ...defaults, ...group }));
    const all = this.parameters();
    const name = this.constructor.name;
    if (all.length === 0)
      throw new ArgumentError(`${name}: there are no parameters to optimize. Pass model.parameters().`, 'parameters', parameters);
    if (new Set(all).size !== all.length)
      throw new ArgumentError(`${name}: a parameter is in the list twice. Name each parameter once.`, 'parameters', parameters);
    all.forEach((parameter, i) => {
      if (parameter.isDisposed)
        throw new ArgumentError(
          `${name}: parameter ${i} (${parameter.label || 'no label'}) ${parameter.absence()}`,
          'parameters',
          parameter,
        );
    });
    if (all.every(({ requiresGrad }) => !requiresGrad))
      throw new ArgumentError(
        `${name}: no parameter requires grad: all ${all.length} are frozen. Call requireGrad() on what should learn.`,
        'parameters',
        parameters,
      );
  }

  /** All parameters, group by group. */
  parameters(): Parameter[] {
    return this.groups.flatMap(({ parameters }) => [...parameters]);
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** The learning rate of the first group; setting it sets that of all groups. */
  get learningRate(): number {
    return this.groups[0]!.learningRate;
  }

  set learningRate(learningRate: number) {
    for (const group of this.groups) group.learningRate = learningRate;
  }

  /**
   * Moves every parameter that has a gradient, and leaves the others as they are.
   *
   * With a closure, which computes gradients and returns the loss, that runs first, and its loss is returned.
   *
   * @throws {GradientError} if none has: backward was not called, or nothing requires grad.
   */
  step(closure?: () => Tensor): Tensor | undefined {
    const loss = closure?.();
    this.checkGradients();
    this.countStep();
    for (const group of this.groups) {
      for (const parameter of group.parameters) {
        const gradient = parameter.grad;
        if (gradient === null || !parameter.requiresGrad) continue;
        let state = this.#states.get(parameter);
        if (state === undefined) this.#states.set(parameter, (state = { steps: 0, tensors: {}, numbers: {} }));
        this.#update(parameter, gradient, state, group);
      }
    }
    return loss;
  }

  /** @throws {GradientError} if no parameter has a gradient. @internal */
  protected checkGradients(): void {
    if (!this.parameters().some(({ grad, requiresGrad }) => grad !== null && requiresGrad)) {
      const frozen = this.parameters().every(({ requiresGrad }) => !requiresGrad);
      throw new GradientError(
        `${this.constructor.name}.step: no parameter has a gradient. ${frozen ? 'All are frozen: call requireGrad() on what should learn.' : 'Call loss.backward() after zeroGrad() and before step().'}`,
      );
    }
  }

  /** @internal */
  protected countStep(): void {
    this.#steps++;
  }

  /** Frees the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) {
      parameter.grad?.dispose();
      parameter.grad = null;
    }
  }

  /** A snapshot of state and settings: later steps do not change it. Tensors are named by the parameter's place: `0.m`. */
  stateDict(): OptimizerState {
    const tensors: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(this.shared.tensors)) tensors[`shared.${name}`] = tensor.detach();
    const all = this.parameters();
    all.forEach((parameter, i) => {
      for (const [name, tensor] of Object.entries(this.#states.get(parameter)?.tensors ?? {})) tensors[`${i}.${name}`] = tensor.detach();
    });
    return {
      tensors,
      rest: {
        kind: this.constructor.name,
        steps: this.#steps,
        parameterNumbers: all.map((parameter) => ({ ...this.#states.get(parameter)?.numbers })),
        sharedNumbers: { ...this.shared.numbers },
        parameterSteps: all.map((parameter) => this.#states.get(parameter)?.steps ?? 0),
        settings: this.groups.map(({ parameters: _, ...settings }) => settings),
      },
    };
  }

  /**
   * Goes on where the optimizer of `state` was. Nothing is changed unless everything fits.
   *
   * @throws {ShapeError} listing all that does not fit these parameters.
   */
  loadStateDict({ tensors, rest }: OptimizerState): void {
    const all = this.parameters();
    const size = all.reduce((sum, parameter) => sum + parameter.size, 0);
    const faults = [
      ...(rest.kind === this.constructor.name ? [] : [`kind: ${this.constructor.name} here, ${rest.kind} in the state`]),
      ...(rest.parameterSteps.length === all.length ? [] : [`parameters: ${all.length} here, ${rest.parameterSteps.length} in the state`]),
      ...(rest.settings.length === this.groups.length ? [] : [`groups: ${this.groups.length} here, ${rest.settings.length} in the state`]),
      ...Object.entries(tensors).flatMap(([name, tensor]) => {
        if (name.startsWith('shared.')) return tensor.size === size ? [] : [`${name}: ${size} elements here, ${tensor.size} in the state`];
        const parameter = all[Number(name.split('.')[0])];
        if (parameter !== undefined && sameShape(parameter.shape, tensor.shape)) return [];
        return [`${name}: parameter ${parameter === undefined ? 'none' : format(parameter.shape)}, state ${format(tensor.shape)}`];
      }),
    ];
    if (faults.length > 0)
      throw new ShapeError(`${this.constructor.name}.loadStateDict: the state does not fit the parameters: ${faults.join('; ')}.`);
    this.#steps = rest.steps;
    this.groups.forEach((group, i) => Object.assign(group, rest.settings[i]));
    replace(this.shared, tensors, 'shared', rest.sharedNumbers);
    all.forEach((parameter, i) => {
      const state = this.#states.get(parameter) ?? { steps: 0, tensors: {}, numbers: {} };
      this.#states.set(parameter, state);
      state.steps = rest.parameterSteps[i]!;
      replace(state, tensors, String(i), rest.parameterNumbers[i]!);
    });
  }

  /**
   * The next value of a parameter, at its step number `t` (the first is 1). What is written to `state` is kept, what
   * was there before is freed; `numbers` keeps numbers likewise.
   */
  protected abstract update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<S>, t: number, numbers: Numbers): Tensor;

  #update(parameter: Parameter, gradient: Tensor, state: ParameterState, settings: Group<S>): void {
    const { tensors } = state;
    const before = { ...tensors };
    state.steps++;
    scope(() => {
      noGrad(() => {
        parameter.assign(this.update(parameter, gradient, tensors, settings, state.steps, state.numbers));
        keep(tensors);
      });
    });
    for (const name of Object.keys(before)) if (tensors[name] !== before[name]) before[name]!.dispose();
  }
}

/** Puts numbers, and the tensors under a prefix, in the place of what was kept. */
function replace(kept: Kept, tensors: Readonly<Record<string, Tensor>>, prefix: string, numbers: Readonly<Numbers>): void {
  for (const tensor of Object.values(kept.tensors)) tensor.dispose();
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  kept.tensors = Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length + 1), keep(tensor.detach())]));
  kept.numbers = { ...numbers };
}

function isGrouped<S extends Settings>(
  parameters: readonly Parameter[] | readonly ParameterGroup<S>[],
): parameters is readonly ParameterGroup<S>[] {
  return parameters.length > 0 && 'parameters' in parameters[0]!;
}
