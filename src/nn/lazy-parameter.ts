import { onDevice } from '../backend/devices.ts';
import type { Device } from '../backend/device.ts';
import { retain } from '../backend/raw.ts';
import { blockOf } from '../backend/shapes-only.ts';
import { ArgumentError, ShapeError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { format, sameShape, sizeOf, type Shape } from '../core/shape.ts';
import { setModulePath } from '../graph/module-path.ts';
import { Parameter } from '../graph/parameter.ts';
import { rawOf, Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import type { Initializer } from './init.ts';
import { described } from './layer-checks.ts';

/** Lengths of axes; null where the first forward finds them. */
export type PartialShape = readonly (number | null)[];

/**
 * A parameter whose sizes its module finds in the first forward; until then it has no values.
 *
 * @internal
 */
export class LazyParameter extends Parameter {
  readonly pattern: PartialShape;
  readonly #initializer: Initializer;
  readonly #generator: Generator | undefined;
  #learns = true;
  #made = false;

  constructor(label: string, pattern: PartialShape, initializer: Initializer, generator?: Generator) {
    const nothing = create([], [0], {});
    super(nothing, { requiresGrad: false, label });
    nothing.dispose();
    this.dispose();
    this.pattern = pattern;
    this.#initializer = initializer;
    this.#generator = generator;
  }

  /** True until the sizes are known. */
  get isPending(): boolean {
    return !this.#made;
  }

  override get requiresGrad(): boolean {
    return this.#made ? super.requiresGrad : this.#learns;
  }

  override setRequiresGrad(requiresGrad = true): this {
    this.#learns = requiresGrad;
    return this.#made ? super.setRequiresGrad(requiresGrad) : this;
  }

  /** Takes values from the initializer, on the device where they are needed. A second call does nothing. */
  materialize(shape: Shape, device: Device): void {
    if (this.#made) return;
    const made =
      device.shapesOnly === true
        ? new Tensor(blockOf(shape, device.float, device))
        : onDevice(device, () => initialValues(this.label, this.#initializer, shape, this.#generator));
    this.#take(made);
    made.dispose();
  }

  /** Takes sizes and values from `next` where none are there yet. */
  override assign(next: Tensor): this {
    if (this.#made) return super.assign(next);
    if (!fits(next.shape, this.pattern)) {
      throw new ShapeError(`assign: shapes differ: ${this.label} ${formatPartial(this.pattern)}, next ${format(next.shape)}.`, {
        next: next.shape,
      });
    }
    this.#take(next);
    return this;
  }

  /** Back to having no values. */
  reset(): void {
    this.raw = null;
    this.node = null;
    this.grad = null;
    this.#made = false;
  }

  override absence(): string {
    return this.#made
      ? super.absence()
      : 'has no values yet: its module finds the sizes in its first forward. Run the module on a batch first, or give it the sizes.';
  }

  #take(values: Tensor): void {
    this.raw = retain(rawOf(values));
    this.#made = true;
    const path = setModulePath('');
    if (this.#learns) super.setRequiresGrad();
    setModulePath(path);
  }
}

/** Where a parameter comes from: an initializer, or a parameter of another module, which is then shared. */
export type ParameterSource = Initializer | Parameter;

/**
 * A parameter of this shape: made now, or in the first forward where a length is null, or another module's own.
 *
 * @throws {ShapeError} if a shared parameter or what the initializer gives has another shape; {ArgumentError} if it gives no tensor.
 * @internal
 */
export function parameterOf(label: string, source: ParameterSource, shape: PartialShape, generator?: Generator): Parameter {
  if (source instanceof Parameter) return shared(label, source, shape);
  if (!isKnown(shape)) return new LazyParameter(label, shape, source, generator);
  const values = initialValues(label, source, shape, generator);
  const parameter = new Parameter(values, { label });
  values.dispose();
  return parameter;
}

/** Gives a lazy parameter its values before its first use on `like`'s device. @internal */
export function settle(parameter: Parameter | null, shape: () => Shape, like: Tensor): void {
  if (parameter instanceof LazyParameter && parameter.isPending) parameter.materialize(shape(), like.device);
}

/** True if the shape has these lengths wherever they are known. @internal */
export function fits(shape: Shape, pattern: PartialShape): boolean {
  return shape.length === pattern.length && pattern.every((length, axis) => length === null || length === shape[axis]);
}

/** `[?,10]`: a partial shape as error messages print it. @internal */
export function formatPartial(pattern: PartialShape): string {
  return `[${pattern.map((length) => length ?? '?').join(',')}]`;
}

/** What an initializer gives. @throws {ArgumentError} if it is none or gives no tensor; {ShapeError} if one of another shape. */
function initialValues(label: string, initializer: Initializer, shape: Shape, generator?: Generator): Tensor {
  const given: unknown = initializer;
  const values: unknown = typeof given === 'function' ? initializer(shape, generator) : undefined;
  if (!(values instanceof Tensor)) {
    const got = typeof given === 'function' ? `a function that gives ${described(values)}` : described(given);
    throw new ArgumentError(
      `${label}: must start from an initializer or a Parameter: got ${got}. Use one of init, such as init.he().`,
      label,
      given,
    );
  }
  if (sameShape(values.shape, shape)) return values;
  throw new ShapeError(`${label}: the initializer gave another shape: got ${format(values.shape)}, expected ${format(shape)}.`, {
    [label]: values.shape,
  });
}

function isKnown(shape: PartialShape): shape is Shape {
  return !shape.includes(null);
}

function shared(label: string, source: Parameter, shape: PartialShape): Parameter {
  if (source instanceof LazyParameter && source.isPending) return source;
  if (fits(source.shape, shape)) return source;
  throw new ShapeError(
    `${label}: the parameter to share has another shape: ${source.label || 'parameter'} ${format(source.shape)} (${sizeOf(source.shape)} elements), expected ${formatPartial(shape)}. Share one of the same shape.`,
    { parameter: source.shape },
  );
}
