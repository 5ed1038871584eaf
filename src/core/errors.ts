/** The errors of the framework. Each carries, as fields, the values that its message prints. */

/** Base class of every error that megagrad throws on purpose. */
export class MegagradError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** Shapes that do not fit an op, a module or a state dict. */
export class ShapeError extends MegagradError {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  constructor(message: string, shapes: Readonly<Record<string, readonly number[]>> = {}) {
    super(message);
    this.shapes = shapes;
  }
}

/** A dtype that an op does not take, or a gradient asked of integers. */
export class DtypeError extends MegagradError {
  readonly dtypes: Readonly<Record<string, string>>;
  constructor(message: string, dtypes: Readonly<Record<string, string>> = {}) {
    super(message);
    this.dtypes = dtypes;
  }
}

/** An axis that a shape does not have. */
export class AxisError extends MegagradError {
  readonly axis: number;
  readonly rank: number;
  constructor(message: string, axis: number, rank: number) {
    super(message);
    this.axis = axis;
    this.rank = rank;
  }
}

/** An argument outside what a function takes. */
export class ArgumentError extends MegagradError {
  readonly argument: string;
  /** Not enumerable: a data set would fill the screen with itself below an uncaught error. */
  readonly value: unknown;
  constructor(message: string, argument: string, value: unknown, options?: ErrorOptions) {
    super(message, options);
    this.argument = argument;
    Object.defineProperty(this, 'value', { value, enumerable: false });
  }
}

/** A device that is unknown, cannot start, is mixed with another, or cannot do what was asked. */
export class DeviceError extends MegagradError {
  readonly device: string;
  constructor(message: string, device: string, options?: ErrorOptions) {
    super(message, options);
    this.device = device;
  }
}

/** A gradient asked of a graph whose saved tensors are gone, or of a tensor with no graph. */
export class GraphReleasedError extends MegagradError {
  readonly op: string;
  constructor(message: string, op: string) {
    super(message);
    this.op = op;
  }
}

/** A gradient that cannot be computed as asked: no graph, no scalar root, a faulty vjp. */
export class GradientError extends MegagradError {}

/** A tensor used after its storage was freed. */
export class DisposedError extends MegagradError {}

/** Scopes closed out of order, or a scope or noGrad over a promise. */
export class ScopeError extends MegagradError {}

/** A file that is not what its format says. */
export class DataFormatError extends MegagradError {
  readonly file: string;
  /** Byte offset at which the file stopped being what it should be. */
  readonly offset: number;
  constructor(message: string, file: string, offset: number, options?: ErrorOptions) {
    super(message, options);
    this.file = file;
    this.offset = offset;
  }
}
