import { ArgumentError, DeviceError, GradientError, ShapeError } from '../core/errors.ts';
import { format, sameShape } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { keep, scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { checkParameters, checkValues, kindOf, titleOf } from './check-parameters.ts';
import { followed } from './follow.ts';
import { checkSetting, checkSettings } from './settings.ts';
import { checkState, isCount, isNumbers, isRecord, isTensors } from './state-checks.ts';

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

/** Everything an optimizer needs to go on: its tensors by the parameter's place and their name, and the rest. */
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

  /**
   * What `options` leave out is taken from the defaults.
   *
   * @throws {ArgumentError} if there is no parameter, one is there twice or has no values yet, all are frozen, or a setting
   *   is unknown or has no use.
   */
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<S>[], defaults: S, options: Partial<S> = {}) {
    const name = this.kind;
    checkSettings(name, options, defaults);
    this.groups = groupsOf(name, parameters).map((group) => {
      const { parameters: own, ...settings } = group;
      checkSettings(name, settings, defaults);
      return { ...defaults, ...options, ...group, parameters: [...own] };
    });
    const all = this.parameters();
    if (all.length === 0)
      throw new ArgumentError(`${name}: there are no parameters to optimize. Pass model.parameters().`, 'parameters', parameters);
    checkParameters(name, all);
    checkValues(name, all);
    if (new Set(all).size !== all.length)
      throw new ArgumentError(`${name}: a parameter is in the list twice. Name each parameter once.`, 'parameters', parameters);
    if (all.every(({ requiresGrad }) => !requiresGrad))
      throw new ArgumentError(
        `${name}: no parameter requires grad: all ${all.length} are frozen. Call requireGrad() on what should learn.`,
        'parameters',
        parameters,
      );
  }

  /** Name in errors and checkpoints: that of the class, unless a subclass writes it out, as ours do: a minifier shortens class names. */
  get kind(): string {
    return this.constructor.name;
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
    checkSetting(this.kind, 'learningRate', learningRate);
    for (const group of this.groups) group.learningRate = learningRate;
  }

  /** True if a step looks at the loss in other places too, so that it must be given a closure, as L-BFGS must. */
  readonly needsClosure: boolean = false;

  /**
   * Moves every parameter that has a gradient, and leaves the others as they are. What is kept for a parameter follows it
   * when it was moved to another device.
   *
   * With a closure, which computes gradients and returns the loss, that runs first, and its loss is returned.
   *
   * @throws {GradientError} if none has: backward was not called, or nothing requires grad.
   * @throws {ArgumentError} if a learning rate is none; {ShapeError} or {DeviceError} if a gradient or what is kept does not
   *   fit its parameter. Nothing is moved then.
   */
  step(): Tensor | undefined;
  step(closure: () => Tensor): Tensor;
  step(closure?: () => Tensor): Tensor | undefined {
    const loss = closure?.();
    this.checkReady();
    for (const group of this.groups) {
      for (const parameter of group.parameters) {
        const gradient = parameter.grad;
        if (gradient === null || !parameter.requiresGrad) continue;
        let state = this.#states.get(parameter);
        if (state === undefined) this.#states.set(parameter, (state = { steps: 0, tensors: {}, numbers: {} }));
        this.#update(parameter, gradient, state, group);
      }
    }
    this.countStep();
    return loss;
  }

  /** As step with a closure, but awaits what it reads from the device: for webgpu, which cannot be read at once. */
  async stepAsync(closure: () => Tensor): Promise<Tensor> {
    return this.step(closure);
  }

  /** Throws what `step` throws, before anything is moved. @internal */
  protected checkReady(): void {
    const name = this.kind;
    for (const { learningRate } of this.groups) checkSetting(`${name}.step`, 'learningRate', learningRate);
    const all = this.parameters();
    all.forEach((parameter, i) => {
      if (parameter.grad === null || !parameter.requiresGrad) return;
      checkFit(name, parameter, i, parameter.grad);
      const state = this.#states.get(parameter);
      if (state !== undefined) follow(() => `${name}.step: ${titleOf(parameter, i)}`, state, parameter);
    });
    if (all.some(({ grad, requiresGrad }) => grad !== null && requiresGrad)) return;
    const frozen = all.every(({ requiresGrad }) => !requiresGrad);
    throw new GradientError(
      `${name}.step: no parameter has a gradient. ${frozen ? 'All are frozen: call requireGrad() on what should learn.' : 'Call loss.backward() after zeroGrad() and before step().'}`,
    );
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
  getState(): OptimizerState {
    const tensors: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(this.shared.tensors)) tensors[`shared.${name}`] = tensor.detach();
    const all = this.parameters();
    all.forEach((parameter, i) => {
      for (const [name, tensor] of Object.entries(this.#states.get(parameter)?.tensors ?? {})) tensors[`${i}.${name}`] = tensor.detach();
    });
    return {
      tensors,
      rest: {
        kind: this.kind,
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
  setState(state: OptimizerState): void {
    const name = this.kind;
    checkState(name, state, isState(state));
    const { tensors, rest } = state;
    const all = this.parameters();
    const size = all.reduce((sum, parameter) => sum + (parameter.requiresGrad ? parameter.size : 0), 0);
    const faults = [
      ...(rest.kind === name ? [] : [`kind: ${name} here, ${rest.kind} in the state`]),
      ...(rest.parameterSteps.length === all.length ? [] : [`parameters: ${all.length} here, ${rest.parameterSteps.length} in the state`]),
      ...(rest.settings.length === this.groups.length ? [] : [`groups: ${this.groups.length} here, ${rest.settings.length} in the state`]),
      ...Object.entries(tensors).flatMap(([key, tensor]) => {
        if (key.startsWith('shared.')) return tensor.size === size ? [] : [`${key}: ${size} elements here, ${tensor.size} in the state`];
        const parameter = all[Number(key.split('.')[0])];
        if (parameter !== undefined && sameShape(parameter.shape, tensor.shape)) return [];
        return [`${key}: parameter ${parameter === undefined ? 'none' : format(parameter.shape)}, state ${format(tensor.shape)}`];
      }),
    ];
    if (faults.length > 0) throw new ShapeError(`${name}.setState: the state does not fit the parameters: ${faults.join('; ')}.`);
    this.groups.forEach((group, i) => checkSettings(`${name}.setState`, rest.settings[i]!, group));
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
    const numbers = { ...state.numbers };
    try {
      scope(() => {
        noGrad(() => {
          parameter.assign(this.update(parameter, gradient, tensors, settings, state.steps + 1, numbers));
          keep(tensors);
        });
      });
    } catch (error) {
      state.tensors = before;
      throw error;
    }
    state.steps++;
    state.numbers = numbers;
    for (const name of Object.keys(before)) if (tensors[name] !== before[name]) before[name]!.dispose();
  }
}

/** @throws {ArgumentError} unless it is an optimizer. @internal */
export function checkOptimizer(name: string, optimizer: unknown): void {
  if (optimizer instanceof Optimizer) return;
  throw new ArgumentError(
    `${name}: optimizer must be an Optimizer: optimizer ${kindOf(optimizer)}. Write new SGD(model.parameters()).`,
    'optimizer',
    optimizer,
  );
}

/** Puts numbers, and the tensors under a prefix, in the place of what was kept. */
function replace(kept: Kept, tensors: Readonly<Record<string, Tensor>>, prefix: string, numbers: Readonly<Numbers>): void {
  for (const tensor of Object.values(kept.tensors)) tensor.dispose();
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${prefix}.`));
  kept.tensors = Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length + 1), keep(tensor.detach())]));
  kept.numbers = { ...numbers };
}

function groupsOf<S extends Settings>(
  name: string,
  parameters: readonly Parameter[] | readonly ParameterGroup<S>[],
): readonly ParameterGroup<S>[] {
  if (!isGrouped(parameters)) {
    checkParameters(name, parameters);
    return [{ parameters } as ParameterGroup<S>];
  }
  parameters.forEach((group, i) => {
    if (isGroup(group)) return;
    throw new ArgumentError(
      `${name}: group ${i} has no list of parameters. Write { parameters: module.parameters(), learningRate: 0.01 } for each.`,
      'parameters',
      parameters,
    );
  });
  return parameters;
}

function isGrouped<S extends Settings>(
  parameters: readonly Parameter[] | readonly ParameterGroup<S>[],
): parameters is readonly ParameterGroup<S>[] {
  return Array.isArray(parameters) && parameters.some(isGroup);
}

function isGroup(value: unknown): boolean {
  return isRecord(value) && Array.isArray(value['parameters']);
}

/** Brings what is kept for a parameter to the device of the parameter. */
function follow(title: () => string, { tensors }: Kept, { device }: Parameter): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    const next = followed(title, name, tensor, device);
    if (next === tensor) continue;
    tensors[name] = next;
    tensor.dispose();
  }
}

/** Throws unless a gradient is of the parameter's shape and on its device. */
function checkFit(name: string, parameter: Parameter, i: number, gradient: Tensor): void {
  const { device, shape } = parameter;
  if (!sameShape(shape, gradient.shape)) {
    throw new ShapeError(
      `${name}.step: the gradient of ${titleOf(parameter, i)} has another shape: parameter ${format(shape)}, gradient ${format(gradient.shape)}. Let backward() set it.`,
      { parameter: shape, gradient: gradient.shape },
    );
  }
  if (gradient.device === device) return;
  throw new DeviceError(
    `${name}.step: ${titleOf(parameter, i)} is on ${device.name} and its gradient on ${gradient.device.name}. Call zeroGrad() and backward() after model.to(device).`,
    device.name,
  );
}

function isState(state: unknown): boolean {
  if (!isRecord(state) || !isTensors(state['tensors']) || !isRecord(state['rest'])) return false;
  const { kind, steps, parameterSteps, parameterNumbers, sharedNumbers, settings } = state['rest'];
  return (
    typeof kind === 'string' &&
    isCount(steps) &&
    Array.isArray(parameterSteps) &&
    parameterSteps.every(isCount) &&
    Array.isArray(parameterNumbers) &&
    parameterNumbers.length === parameterSteps.length &&
    parameterNumbers.every(isNumbers) &&
    isNumbers(sharedNumbers) &&
    Array.isArray(settings) &&
    settings.every(isRecord)
  );
}
