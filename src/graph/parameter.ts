import { release, retain } from '../backend/raw.ts';
import { DtypeError, ShapeError } from '../core/errors.ts';
import { format, sameShape } from '../core/shape.ts';
import { rawOf, Tensor } from './tensor.ts';

/**
 * A leaf that a module learns. Its storage can be replaced; what nodes saved of the old one stays as it was.
 *
 * @example const w = new Parameter(randn([784, 50]));
 */
export class Parameter extends Tensor {
  /** Takes the values of `initial`, which stays the caller's. */
  constructor(initial: Tensor, options: { readonly requiresGrad?: boolean; readonly label?: string } = {}) {
    super(rawOf(initial));
    if (options.requiresGrad ?? true) this.setRequiresGrad();
    if (options.label !== undefined) this.label = options.label;
  }

  /**
   * Replaces the values by those of `next`, which stays the caller's.
   *
   * A `next` on another device moves the parameter there.
   *
   * @throws {ShapeError} if the shapes differ; {DtypeError} if `next` is not of the float or integer kind this has.
   */
  assign(next: Tensor): this {
    const before = rawOf(this);
    const after = rawOf(next);
    if (!sameShape(before.shape, after.shape)) {
      throw new ShapeError(`assign: shapes differ: ${this.label || 'parameter'} ${format(before.shape)}, next ${format(after.shape)}.`, {
        parameter: before.shape,
        next: after.shape,
      });
    }
    const expected = before.dtype === before.device.float ? after.device.float : before.dtype;
    if (after.dtype !== expected) {
      throw new DtypeError(`assign: dtypes differ: ${this.label || 'parameter'} ${before.dtype}, next ${after.dtype}.`, {
        parameter: before.dtype,
        next: after.dtype,
      });
    }
    this.raw = retain(after);
    release(before);
    if (before.device !== after.device && this.node !== null) this.#renewLeaf();
    return this;
  }

  /** A leaf node knows its device: after a move this needs another. */
  #renewLeaf(): void {
    const { label } = this;
    this.grad?.dispose();
    this.grad = null;
    this.node = null;
    this.setRequiresGrad();
    this.label = label;
  }
}
