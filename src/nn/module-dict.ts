import { ArgumentError } from '../core/errors.ts';
import { described } from './layer-checks.ts';
import { Module } from './module.ts';

/**
 * Modules by name, for a forward that picks among them; their parameters are named `name.weight`.
 *
 * @throws {ArgumentError} if a name is one of Module's own, or on forward: a dictionary does not know what to run.
 * @example new ModuleDict({ small: new Linear(2, 3), large: new Linear(2, 30) }).get('large').weight.shape; // [2, 30]
 */
export class ModuleDict<T extends Readonly<Record<string, Module>> = Readonly<Record<string, Module>>> extends Module {
  readonly #modules: T;

  constructor(modules: T) {
    super();
    const given: unknown = modules;
    if (typeof given !== 'object' || given === null) {
      throw new ArgumentError(
        `ModuleDict: takes an object of modules: got ${described(modules)}. Give { name: module }.`,
        'modules',
        modules,
      );
    }
    for (const [name, module] of Object.entries(modules)) {
      if (name in this)
        throw new ArgumentError(`ModuleDict: a module cannot have this name, Module has it: name '${name}'. Choose another.`, 'name', name);
      if (!(module instanceof Module))
        throw new ArgumentError(
          `ModuleDict: takes modules: '${name}' is ${described(module)}. Wrap functions in a Module.`,
          'modules',
          module,
        );
      Object.defineProperty(this, name, { value: module, enumerable: true });
    }
    this.#modules = modules;
  }

  /** The module with a name. @throws {ArgumentError} if there is none. */
  get<K extends keyof T & string>(name: K): T[K] {
    if (Object.hasOwn(this.#modules, name)) return this.#modules[name];
    throw new ArgumentError(
      `ModuleDict: there is no module of this name: name '${name}'. Known are ${this.keys().join(', ')}.`,
      'name',
      name,
    );
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#modules, name);
  }

  keys(): string[] {
    return Object.keys(this.#modules);
  }

  entries(): [string, T[keyof T]][] {
    return Object.entries(this.#modules) as [string, T[keyof T]][];
  }

  override forward(): never {
    throw new ArgumentError(
      'ModuleDict: it has no forward. Pick a module with get(name) in the forward of the module that has it.',
      'forward',
      undefined,
    );
  }
}
