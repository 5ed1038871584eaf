import { ArgumentError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { described } from './layer-checks.ts';
import { Module, type Layer } from './module.ts';

/**
 * Adds a block's input to its output, `y = F(x) + x` (He et al. 2016). Where the block changes the shape, a `shortcut` such
 * as a 1 x 1 convolution brings x to it: `y = F(x) + S(x)`.
 *
 * Shapes: those of the block
 *
 * @throws {ShapeError} if block and shortcut give shapes that do not broadcast; {ArgumentError} if one is no module.
 * @example new Residual(new Linear(8, 8)).forward(ones([2, 8])).shape; // [2, 8]
 */
export class Residual extends Module {
  readonly block: Layer;
  readonly shortcut: Layer | null;

  constructor(block: Layer, shortcut: Layer | null = null) {
    super();
    for (const [name, layer] of Object.entries({ block, ...(shortcut === null ? {} : { shortcut }) })) {
      if (layer instanceof Module) continue;
      throw new ArgumentError(`Residual: ${name} must be a module: got ${described(layer)}. Wrap functions in a Module.`, name, layer);
    }
    this.block = block;
    this.shortcut = shortcut;
  }

  override forward(x: Tensor): Tensor {
    return add(this.block.forward(x), this.shortcut === null ? x : this.shortcut.forward(x));
  }
}
