import type { DeviceName } from '../backend/device.ts';
import { display, inspection, type MimeBundle } from '../core/display.ts';
import { ArgumentError } from '../core/errors.ts';
import { modulePath, setModulePath } from '../graph/module-path.ts';
import { Parameter } from '../graph/parameter.ts';
import { keep, scope, tensorsIn } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { to } from '../ops/creation/to.ts';
import { Buffer } from './buffer.ts';
import { copiedState } from './copied-state.ts';
import { nameModule } from './error-place.ts';
import { LazyParameter } from './lazy-parameter.ts';
import { loadState, type Unmatched } from './load-state.ts';
import { membersOf, reached } from './members.ts';
import { treeOf } from './module-tree.ts';
import { summarize, type Summary, type SummaryInput } from './summary.ts';

/** Runs after a module's forward; what it returns, if not undefined, takes the output's place. */
export type ForwardHook = (module: Module, inputs: readonly unknown[], output: unknown) => unknown;
/** Runs before a module's forward; what it returns, if not undefined, takes the inputs' place. */
export type ForwardPreHook = (module: Module, inputs: readonly unknown[]) => readonly unknown[] | void;

/** A module that maps one tensor to one tensor: what Sequential chains. */
export type Layer = Module & { forward(x: Tensor): Tensor };

/** Parameters and buffers by dotted name. */
export type StateDict = Readonly<Record<string, Tensor>>;

/** What modules carry besides, by the path of the module. */
export type Carried = Readonly<Record<string, unknown>>;

/** Everything a model needs to go on: its weights, and what its layers carry from one forward to the next. */
export interface ModuleState {
  readonly weights: StateDict;
  readonly carried: Carried;
}

/** The modules whose forwards are running, innermost last. */
const running: Module[] = [];

/**
 * Base of everything with parameters: subclasses assign parameters and modules to properties and write `forward`.
 *
 * Parameters, buffers and modules are found in properties, and in arrays, maps, sets and plain objects there; private fields
 * (`#weight`) are not. The constructor wraps `forward` once, so that recorded nodes know their module's path, hooks run, and
 * errors of the framework name the module.
 *
 * @throws {ArgumentError} if `forward` is no method.
 *
 * @example
 * class TwoLayerNet extends Module {
 *   readonly hidden = new Linear(784, 50);
 *   readonly output = new Linear(50, 10);
 *   override forward(x: Tensor): Tensor {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 */
export abstract class Module {
  #training = true;
  readonly #hooks: ForwardHook[] = [];
  readonly #preHooks: ForwardPreHook[] = [];
  /** The module that called this last, and the property names that lead from it to this. */
  #caller: Module | null = null;
  #keys: readonly string[] = [];
  #name = '';

  constructor() {
    // A property would come after this constructor, and take the wrapped method's place.
    const method: unknown = Reflect.get(this, 'forward');
    if (typeof method !== 'function') {
      throw new ArgumentError(
        `${this.kind}: forward must be a method: write forward(x) { ... }, not forward = (x) => ...`,
        'forward',
        method,
      );
    }
    const forward = this.forward.bind(this) as (...inputs: unknown[]) => unknown;
    Object.defineProperty(this, 'forward', { value: (...inputs: unknown[]) => this.#call(forward, inputs), enumerable: false });
  }

  /** Computes the output. Write it in the subclass; call it as it is. */
  abstract forward(...inputs: never[]): unknown;

  /** True while training: dropout and batch norm ask. */
  get training(): boolean {
    return this.#training;
  }

  /** Puts this module and all below into training mode. */
  train(training = true): this {
    for (const module of this.modules()) module.#training = training;
    return this;
  }

  /** Puts this module and all below into evaluation mode. */
  eval(): this {
    return this.train(false);
  }

  /** What the module is, for summaries and drawings: the class name unless overridden. */
  get kind(): string {
    return this.constructor.name;
  }

  /** Direct submodules with their names, in the order they were assigned. */
  namedChildren(): [string, Module][] {
    return members(this).flatMap(([name, member]) => (member instanceof Module ? [[name, member] as [string, Module]] : []));
  }

  /** This module and all below, with dotted paths ('' for this one). A shared module comes once, under its first path. */
  namedModules(): [string, Module][] {
    const found = new Map<Module, string>();
    const visit = (path: string, module: Module): void => {
      if (found.has(module)) return;
      found.set(module, path);
      for (const [name, child] of module.namedChildren()) visit(join(path, name), child);
    };
    visit('', this);
    return Array.from(found, ([module, path]) => [path, module]);
  }

  /** This module and all below. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** Parameters with dotted names, in the order they were assigned. A tied parameter comes once. */
  namedParameters(): [string, Parameter][] {
    return this.#namedTensors().filter(([, tensor]) => !(tensor instanceof Buffer));
  }

  /** The parameters, trainable or frozen. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Tensors that are state but not learned, such as running means, with dotted names. */
  namedBuffers(): [string, Buffer][] {
    return this.#namedTensors().flatMap(([name, tensor]) => (tensor instanceof Buffer ? [[name, tensor] as [string, Buffer]] : []));
  }

  /** Makes the parameters require gradients or, frozen, no longer. */
  requireGrad(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.setRequiresGrad(requiresGrad);
    return this;
  }

  /** Frees the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) {
      parameter.grad?.dispose();
      parameter.grad = null;
    }
  }

  /** A snapshot of parameters and persistent buffers by name. Later updates do not change it. */
  stateDict(): StateDict {
    return Object.fromEntries(this.#savedTensors().map(([name, tensor]) => [name, tensor.detach()]));
  }

  /**
   * Takes the values of parameters and buffers from a state dict. Nothing is changed unless everything fits. The module stays
   * on its device, and what is frozen stays frozen.
   *
   * @param options - `strict` (default true): every name must be in both; without it those that are in both are taken.
   * @returns the names that are not in both.
   * @throws {ArgumentError} if the state is no object.
   * @throws {ShapeError} listing all missing, unexpected and misshaped entries at once; {DeviceError} if the state is on another
   *   device, and one whose values are only read asynchronously: move it with `await to` first.
   */
  loadStateDict(state: StateDict, options: { readonly strict?: boolean } = {}): Unmatched {
    return loadState(this.kind, this.#savedTensors(), state, options.strict ?? true);
  }

  /**
   * What this module itself carries from one forward to the next besides parameters and buffers, such as the last state of
   * a recurrent layer: tensors, numbers, texts, in arrays and plain objects. Null for nothing. Write it with `carry`.
   *
   * The tensors are the module's own, which it let survive with `keep`; who asks for a state gets copies.
   */
  carried(): unknown {
    return null;
  }

  /** Takes what `carried` gave, in a module made alike; null lets go of what is carried. Nothing is changed unless it fits. */
  carry(state: unknown): void {
    if (state === null) return;
    throw new ArgumentError(
      `${this.kind}.carry: it carries nothing from one forward to the next. Write carried() and carry().`,
      'state',
      state,
    );
  }

  /** What this module and all below carry, in handles that are the caller's. @internal */
  allCarried(): Carried {
    const all = this.namedModules().map(([path, module]) => [path, module.carried()] as const);
    return Object.fromEntries(all.flatMap(([path, carried]) => (carried === null ? [] : [[path, copiedState(carried)]])));
  }

  /** Takes what `allCarried` gave; what is not in it is let go of. @throws {ArgumentError} if a path leads to no module. @internal */
  carryAll(carried: Carried): void {
    const modules = this.namedModules();
    const paths = new Set(modules.map(([path]) => path));
    const strangers = Object.keys(carried).filter((path) => !paths.has(path));
    if (strangers.length > 0)
      throw new ArgumentError(
        `${this.kind}: the state has what modules carry that are not here: ${strangers.map((path) => `'${path}'`).join(', ')}. Make the model as it was.`,
        'carried',
        carried,
      );
    for (const [path, module] of modules) {
      // What was given stays the caller's. Of its copies the module has what it then says to carry, the scope frees the rest.
      scope(() => {
        module.carry(copiedState(carried[path] ?? null));
        keep(module.carried());
      });
    }
  }

  /** A snapshot of everything needed to go on: a checkpoint takes this, `stateDict` is the part that one hands to others. */
  getState(): ModuleState {
    return { weights: this.stateDict(), carried: this.allCarried() };
  }

  /** Goes on where the model of `state` was. Nothing is changed unless everything fits. @throws {ShapeError} as loadStateDict. */
  setState({ weights, carried }: ModuleState): void {
    const before = this.allCarried();
    try {
      this.carryAll(carried);
      this.loadStateDict(weights);
    } catch (error) {
      this.carryAll(before);
      throw error;
    } finally {
      for (const tensor of tensorsIn(before)) tensor.dispose();
    }
  }

  /**
   * Puts this module and all below into evaluation mode with nothing carried, as if new.
   *
   * @returns a function that puts modes and what was carried back. @internal
   */
  setAside(): () => void {
    const modes = this.modules().map((module) => [module, module.#training] as const);
    const carried = scope(() => keep(this.allCarried()));
    this.eval();
    this.carryAll({});
    return () => {
      for (const [module, training] of modes) module.#training = training;
      this.carryAll(carried);
      for (const tensor of tensorsIn(carried)) tensor.dispose();
    };
  }

  /**
   * Moves all parameters and buffers to a started device, and what modules carry from one forward to the next. Gradients are
   * dropped; lazy parameters will appear where their first input is.
   */
  async to(device: DeviceName): Promise<this> {
    for (const [, tensor] of this.#namedTensors()) {
      if (tensor instanceof LazyParameter && tensor.isPending) continue;
      const moved = await to(tensor, device);
      tensor.assign(moved);
      moved.dispose();
    }
    await this.#moveCarried(device);
    return this;
  }

  /** Runs `hook` after each forward of this module. @returns a function that takes it off. */
  registerForwardHook(hook: ForwardHook): () => void {
    return register(this.#hooks, hook);
  }

  /** Runs `hook` before each forward of this module. @returns a function that takes it off. */
  registerForwardPreHook(hook: ForwardPreHook): () => void {
    return register(this.#preHooks, hook);
  }

  /**
   * What each submodule gives for inputs of these shapes, its parameters and its multiply-accumulates.
   *
   * Only shapes are computed: no kernel runs, nothing is changed, and lazy parameters stay lazy. An input of integers is
   * given as `{ shape, dtype: 'int32' }`.
   *
   * @throws {ArgumentError} if an input is no shape; {DeviceError} if forward reads values.
   * @example new Sequential(new Linear(784, 50), new ReLU(), new Linear(50, 10)).summary([1, 784]).parameters; // 39760
   */
  summary(...inputs: readonly SummaryInput[]): Summary {
    const putBack = this.setAside();
    try {
      return summarize(this, inputs);
    } finally {
      putBack();
    }
  }

  /** The modules by name with the shapes of their parameters, a line each: what the console shows. */
  toString(): string {
    return treeOf(this);
  }

  /** Parameters and buffers that this module itself has, by property name. @internal */
  ownTensors(): [string, Parameter][] {
    return members(this).flatMap(([name, member]) => (member instanceof Parameter ? [[name, member] as [string, Parameter]] : []));
  }

  /** Frees parameters, buffers and what is carried. */
  dispose(): void {
    this.carryAll({});
    for (const [, tensor] of this.#namedTensors()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Runs `fn` as a part of this module, as forward does, but without hooks: for methods beside forward. */
  protected within<T>(fn: () => T): T {
    const path = this.#enter();
    try {
      return fn();
    } catch (error) {
      nameModule(error, modulePath());
      throw error;
    } finally {
      leave(path);
    }
  }

  async #moveCarried(device: DeviceName): Promise<void> {
    const carried = this.allCarried();
    const moved = new Map<Tensor, Tensor>();
    try {
      for (const tensor of tensorsIn(carried)) moved.set(tensor, await to(tensor, device));
      const entries = Object.entries(carried).map(([path, state]) => [path, copiedState(state, (tensor) => moved.get(tensor) ?? tensor)]);
      if (moved.size > 0) this.carryAll(Object.fromEntries(entries) as Carried);
    } finally {
      for (const tensor of [...tensorsIn(carried), ...moved.values()]) tensor.dispose();
    }
  }

  #namedTensors(): [string, Parameter][] {
    const seen = new Set<Parameter>();
    return this.namedModules().flatMap(([path, module]) =>
      module.ownTensors().flatMap(([name, tensor]) => {
        if (seen.has(tensor)) return [];
        seen.add(tensor);
        return [[join(path, name), tensor] as [string, Parameter]];
      }),
    );
  }

  #savedTensors(): [string, Parameter][] {
    return this.#namedTensors().filter(([, tensor]) => !(tensor instanceof Buffer) || tensor.persistent);
  }

  #call(forward: (...inputs: unknown[]) => unknown, given: readonly unknown[]): unknown {
    // As within, without a function of its own for each call.
    const path = this.#enter();
    try {
      let inputs = given;
      for (const hook of this.#preHooks) inputs = hook(this, inputs) ?? inputs;
      let output = forward(...inputs);
      for (const hook of this.#hooks) output = hook(this, inputs, output) ?? output;
      return output;
    } catch (error) {
      nameModule(error, modulePath());
      throw error;
    } finally {
      leave(path);
    }
  }

  /** Goes down to this module's path and returns the one to come back to. */
  #enter(): string {
    const caller = running[running.length - 1];
    running.push(this);
    return setModulePath(caller === undefined ? modulePath() : join(modulePath(), this.#nameIn(caller)), this);
  }

  /** The dotted name under which `caller` holds this module; '' if it does not (a module made on the fly). */
  #nameIn(caller: Module): string {
    if (caller === this) return '';
    if (this.#caller !== caller || reached(caller, this.#keys) !== this) {
      this.#caller = caller;
      this.#name = caller.namedModules().find(([, module]) => module === this)?.[0] ?? '';
      this.#keys = this.#name.split('.');
    }
    return this.#name;
  }
}

// As a notebook and the console show it. Declarations cannot name a method by a symbol of ours.
Object.defineProperty(Module.prototype, display, {
  value: function (this: Module): MimeBundle {
    return { 'text/plain': this.toString() };
  },
});
Object.defineProperty(Module.prototype, inspection, {
  value: function (this: Module): string {
    return this.toString();
  },
});

function leave(path: string): void {
  running.pop();
  setModulePath(path);
}

function isMember(value: object): value is Module | Parameter {
  return value instanceof Module || value instanceof Parameter;
}

/** Parameters and modules that a module has. */
function members(module: Module): [string, Module | Parameter][] {
  return membersOf(module, isMember, (name) => {
    throw new ArgumentError(`${module.kind}: a property name must not contain a dot: '${name}'.`, 'name', name);
  });
}

function join(path: string, name: string): string {
  return path === '' ? name : name === '' ? path : `${path}.${name}`;
}

function register<T>(hooks: T[], hook: T): () => void {
  hooks.push(hook);
  return () => {
    const at = hooks.indexOf(hook);
    if (at >= 0) hooks.splice(at, 1);
  };
}
