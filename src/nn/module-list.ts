import { ArgumentError } from '../core/errors.ts';
import { described } from './layer-checks.ts';
import { Module } from './module.ts';

/**
 * Modules in a list, for a forward that walks it; their parameters are named `0.weight`, `1.weight`, ...
 *
 * @throws {ArgumentError} if it is given something else, or on forward: a list does not know how its modules are joined.
 * @example new ModuleList([new Linear(2, 3), new Linear(3, 1)]).length; // 2
 */
export class ModuleList<M extends Module = Module> extends Module implements Iterable<M> {
  readonly #modules: M[] = [];

  constructor(modules: Iterable<M> = []) {
    super();
    if (modules instanceof Module || typeof modules !== 'object') {
      throw new ArgumentError(`ModuleList: takes an array of modules: got ${described(modules)}. Put them into one.`, 'modules', modules);
    }
    for (const module of modules) this.push(module);
  }

  get length(): number {
    return this.#modules.length;
  }

  /** The module at a place; negative ones count from the end. @throws {ArgumentError} if there is none. */
  at(index: number): M {
    const found = this.#modules.at(index);
    if (found !== undefined) return found;
    throw new ArgumentError(`ModuleList: there is no module at this place: index ${index}, length ${this.length}.`, 'index', index);
  }

  push(module: M): this {
    if (!(module instanceof Module)) {
      throw new ArgumentError(`ModuleList: takes modules: got ${described(module)}. Wrap functions in a Module.`, 'module', module);
    }
    Object.defineProperty(this, String(this.#modules.push(module) - 1), { value: module, enumerable: true });
    return this;
  }

  [Symbol.iterator](): Iterator<M> {
    return this.#modules.values();
  }

  override forward(): never {
    throw new ArgumentError(
      'ModuleList: it has no forward. Walk its modules in the forward of the module that has it, or use Sequential.',
      'forward',
      undefined,
    );
  }
}
