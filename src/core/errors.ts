/** The errors of the framework. Each carries, as fields, the values that its message prints. */

/** Base class of every error that megagrad throws on purpose. */
export class MegagradError extends Error {
  /** A text, as the name of a class does not survive a minifier. Subclasses say theirs. */
  override get name(): string {
    return 'MegagradError';
  }
}

/** Shapes that do not fit an op, a module or a state dict. */
export class ShapeError extends MegagradError {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  constructor(message: string, shapes: Readonly<Record<string, readonly number[]>> = {}) {
    super(message);
    this.shapes = shapes;
  }

  override get name(): string {
    return 'ShapeError';
  }
}

/** A dtype that an op does not take, or a gradient asked of integers. */
export class DtypeError extends MegagradError {
  readonly dtypes: Readonly<Record<string, string>>;
  constructor(message: string, dtypes: Readonly<Record<string, string>> = {}) {
    super(message);
    this.dtypes = dtypes;
  }

  override get name(): string {
    return 'DtypeError';
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

  override get name(): string {
    return 'AxisError';
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

  override get name(): string {
    return 'ArgumentError';
  }
}

/** A device that is unknown, cannot start, is mixed with another, or cannot do what was asked. */
export class DeviceError extends MegagradError {
  readonly device: string;
  constructor(message: string, device: string, options?: ErrorOptions) {
    super(message, options);
    this.device = device;
  }

  override get name(): string {
    return 'DeviceError';
  }
}

/** A gradient asked of a graph whose saved tensors are gone, or of a tensor with no graph. */
export class GraphReleasedError extends MegagradError {
  readonly op: string;
  constructor(message: string, op: string) {
    super(message);
    this.op = op;
  }

  override get name(): string {
    return 'GraphReleasedError';
  }
}

/** A gradient that cannot be computed as asked: no graph, no scalar root, a faulty vjp. */
export class GradientError extends MegagradError {
  override get name(): string {
    return 'GradientError';
  }
}

/** A tensor used after its storage was freed. */
export class DisposedError extends MegagradError {
  override get name(): string {
    return 'DisposedError';
  }
}

/** Scopes closed out of order, or a scope or noGrad over a promise. */
export class ScopeError extends MegagradError {
  override get name(): string {
    return 'ScopeError';
  }
}

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

  override get name(): string {
    return 'DataFormatError';
  }
}
