import type { Device } from '../backend/device.ts';
import { device as devices } from '../backend/devices.ts';
import { beginKernels, kernel, sweepFrom } from '../backend/kernel.ts';
import { Raw, retain } from '../backend/raw.ts';
import { blockOf } from '../backend/shapes-only.ts';
import { described } from '../core/described.ts';
import { isFloat, promote, type DType } from '../core/dtype.ts';
import { ArgumentError, DeviceError, DisposedError, DtypeError, ShapeError } from '../core/errors.ts';
import { format, sameShape, type Shape } from '../core/shape.ts';
import { constant } from './constants.ts';
import { isRecording } from './grad-mode.ts';
import { modulePath } from './module-path.ts';
import { GraphNode } from './node.ts';
import type { OpDescriptor, SavePlan } from './op.ts';
import { track, trackNode } from './scope.ts';
import { disposedText, Tensor } from './tensor.ts';
import { activeTracer } from './tracer.ts';

const noAttrs = Object.freeze({});
const nothingSaved: Raw[] = [];
const noKept: Readonly<Record<string, Raw>> = Object.freeze({});

/** Operand storages of the call that is running. Forward never applies ops, so one array serves all calls. */
const raws: Raw[] = [];

/** Runs an op on its operands (attributes last) and records a node if a gradient can flow. @internal */
export function apply(op: OpDescriptor, args: readonly unknown[]): Tensor {
  const arity = op.inputs.length;
  const attrs = (args[arity] as object | undefined) ?? noAttrs;
  let device: Device | null = null;
  let needs = 0;
  let plain = true;
  for (let i = 0; i < arity; i++) {
    const operand = args[i];
    if (operand instanceof Tensor) {
      const { raw } = operand;
      if (raw === null) throw disposedOperand(op, operand, i);
      if (device === null) device = raw.device;
      else if (raw.device !== device) throw mixedDevices(op, args);
      if (raw.dtype !== device.float) plain = false;
      raws[i] = raw;
      if (operand.node !== null) needs |= 1 << i;
    } else if (typeof operand === 'number') {
      plain = false;
    } else {
      throw notAnOperand(op, operand, i);
    }
  }
  device ??= devices.current;
  activeTracer()?.applying?.();
  const mark = device.managed ? beginKernels() : 0;
  let output: Tensor;
  try {
    if (!plain || op.accepts !== null) resolveOperands(op, args, device);
    const inputs = arity === 2 ? new op.pack(raws[0], raws[1]) : arity === 1 ? new op.pack(raws[0]) : new op.pack(...raws.slice(0, arity));
    const shape = shapeOf(op, inputs, attrs);
    const filled = device.shapesOnly !== true;
    const result = filled ? op.forward(inputs as never, attrs as never) : blockOf(shape, dtypeOf(op, attrs, device), device);
    const raw = op.keeps.length === 0 || !filled ? (result as Raw) : outputOf(op, result);
    checkForward(op, raw, shape);
    output = new Tensor(raw);
    if (filled && (needs & op.differentiable) !== 0 && isRecording() && isFloat(raw.dtype)) {
      output.node = record(
        op,
        args,
        attrs,
        needs & op.differentiable,
        raw,
        op.keeps.length === 0 ? noKept : (result as Readonly<Record<string, Raw>>),
      );
    }
  } finally {
    if (device.managed) sweepFrom(mark);
  }
  track(output);
  activeTracer()?.applied?.(op, args.slice(0, arity) as (Tensor | number)[], attrs, output);
  return output;
}

/**
 * `apply` for two operands. Where both are the device's floats and the collector owns its memory, nothing is to be
 * resolved or swept: half the time of a scalar graph is saved by this path.
 *
 * @internal
 */
export function applyBinary(op: OpDescriptor, a: unknown, b: unknown, attrs: object = noAttrs): Tensor {
  if (!(a instanceof Tensor && b instanceof Tensor) || !isPlain(op, a.raw, b.raw) || activeTracer() !== null)
    return apply(op, [a, b, attrs]);
  const inputs = new op.pack(a.raw, b.raw);
  const shape = op.outShape(inputs as never, attrs as never);
  const raw = op.forward(inputs as never, attrs as never) as Raw;
  checkForward(op, raw, shape);
  const output = new Tensor(raw);
  const needs = ((a.node === null ? 0 : 1) | (b.node === null ? 0 : 2)) & op.differentiable;
  if (needs !== 0 && isRecording() && isFloat(raw.dtype)) {
    const { sources } = op.plans[needs] ?? planFor(op, needs);
    const saved = sources.length === 0 ? nothingSaved : new Array<Raw>(sources.length);
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i]!;
      saved[i] = retain(source === 0 ? a.raw! : source === 1 ? b.raw! : raw);
    }
    const edges = [(needs & 1) === 0 ? null : a.node, (needs & 2) === 0 ? null : b.node];
    output.node = new GraphNode(op, attrs, edges, saved, raw.shape, raw.device, modulePath());
    trackNode(output.node);
  }
  track(output);
  return output;
}

function isPlain(op: OpDescriptor, a: Raw | null, b: Raw | null): boolean {
  if (a === null || b === null || op.accepts !== null || op.keeps.length > 0 || op.joint !== null) return false;
  const { device } = a;
  return !device.managed && b.device === device && a.dtype === device.float && b.dtype === device.float;
}

/** Runs a list op on its operands. @internal */
export function applyList(op: OpDescriptor, operands: readonly Tensor[], attrs: object = noAttrs): Tensor {
  const given: unknown = operands;
  if (!Array.isArray(given) || given.length === 0) {
    throw new ArgumentError(
      `${op.name}: takes a list of at least one tensor: got ${Array.isArray(given) ? 'an empty list' : typeof given}.`,
      'inputs',
      given,
    );
  }
  const blocks: Raw[] = [];
  let needs = false;
  let device: Device | null = null;
  let dtype: DType = 'bool';
  for (let i = 0; i < operands.length; i++) {
    const operand: unknown = operands[i];
    if (!(operand instanceof Tensor)) throw notAnOperand(op, operand, i);
    if (operand.raw === null) throw disposedOperand(op, operand, i);
    device ??= operand.raw.device;
    if (operand.raw.device !== device) throw mixedDevices(op, operands);
    dtype = promote(dtype, operand.raw.dtype);
    blocks.push(operand.raw);
    needs ||= operand.node !== null;
  }
  const on = device!;
  activeTracer()?.applying?.();
  const mark = on.managed ? beginKernels() : 0;
  let output: Tensor;
  try {
    for (let i = 0; i < blocks.length; i++) if (blocks[i]!.dtype !== dtype) blocks[i] = kernel('Cast', { x: blocks[i]! }, { dtype });
    const shape = op.outShape(blocks as never, attrs as never);
    const filled = on.shapesOnly !== true;
    const raw = filled ? (op.forward(blocks as never, attrs as never) as Raw) : blockOf(shape, dtype, on);
    checkForward(op, raw, shape);
    output = new Tensor(raw);
    if (filled && needs && isRecording() && isFloat(raw.dtype)) {
      const edges = operands.map((operand) => operand.node);
      output.node = new GraphNode(op, attrs, edges, nothingSaved, raw.shape, on, modulePath());
      output.node.shapes = blocks.map((block) => block.shape);
      trackNode(output.node);
    }
  } finally {
    if (on.managed) sweepFrom(mark);
  }
  track(output);
  activeTracer()?.applied?.(op, operands, attrs, output);
  return output;
}

function record(
  op: OpDescriptor,
  args: readonly unknown[],
  attrs: object,
  needs: number,
  output: Raw,
  kept: Readonly<Record<string, Raw>>,
): GraphNode {
  const arity = op.inputs.length;
  const edges = new Array<GraphNode | null>(arity);
  for (let i = 0; i < arity; i++) edges[i] = (needs & (1 << i)) === 0 ? null : (args[i] as Tensor).node;
  const { sources } = op.plans[needs] ?? planFor(op, needs);
  const saved = sources.length === 0 ? nothingSaved : new Array<Raw>(sources.length);
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]!;
    saved[i] = retain(source < arity ? raws[source]! : source === arity ? output : kept[op.keeps[source - arity - 1]!]!);
  }
  const node = new GraphNode(op, attrs, edges, saved, output.shape, output.device, modulePath());
  if (op.joint !== null) node.shapes = raws.slice(0, arity).map((raw) => raw.shape);
  trackNode(node);
  return node;
}

/** Which blocks a node saves when the inputs in the mask `needs` ask for gradients. @internal */
export function planFor(op: OpDescriptor, needs: number): SavePlan {
  const known = op.plans[needs];
  if (known !== undefined) return known;
  const arity = op.inputs.length;
  const sources: number[] = [];
  const positionsOf = (saves: readonly string[]): number[] =>
    saves.map((name) => {
      const input = op.inputs.indexOf(name);
      const source = input >= 0 ? input : name === 'output' ? arity : arity + 1 + op.keeps.indexOf(name);
      const at = sources.indexOf(source);
      return at >= 0 ? at : sources.push(source) - 1;
    });
  const positions =
    op.joint === null
      ? op.entries.map((entry, i) => (entry === null || (needs & (1 << i)) === 0 ? [] : positionsOf(entry.saves)))
      : [positionsOf(op.joint.saves)];
  const plan: SavePlan = { sources, positions };
  op.plans[needs] = plan;
  return plan;
}

/** What the op's shape rule says. @throws {ArgumentError} if it stumbles over attributes of another type. */
function shapeOf(op: OpDescriptor, inputs: object, attrs: object): Shape {
  try {
    return op.outShape(inputs as never, attrs as never);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const operands = op.inputs.map((name, i) => `${name} ${format(raws[i]!.shape)}`).join(', ');
    // JSON knows no bigint.
    const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
    const given = Object.entries(attrs).map(([name, value]) => `${name} ${JSON.stringify(value, plain)}`);
    throw new ArgumentError(
      `${op.name}: the shape rule fails for ${[operands, ...given].join(', ')} (${cause.message}). Check the types of the attributes.`,
      'attrs',
      attrs,
      { cause },
    );
  }
}

/** Turns numbers into scalars and brings the operands to the dtypes that the op takes, in `raws`. */
function resolveOperands(op: OpDescriptor, args: readonly unknown[], device: Device): void {
  const arity = op.inputs.length;
  let together: DType = op.promotes === 'float' ? device.float : op.promotes === 'number' ? 'int32' : 'bool';
  for (let i = 0; i < arity; i++) {
    const accepts = op.accepts?.[i];
    if (typeof args[i] === 'number') {
      raws[i] = constant(device, args[i] as number, accepts === 'int32' ? 'int32' : device.float);
    }
    const { dtype } = raws[i]!;
    if (accepts === undefined) together = promote(together, dtype);
    else if (accepts === 'float') raws[i] = cast(raws[i]!, device.float);
    else if (accepts !== 'any' && dtype !== accepts) throw wrongDtype(op, i, accepts, raws[i]!);
  }
  for (let i = 0; i < arity; i++) if (op.accepts?.[i] === undefined) raws[i] = cast(raws[i]!, together);
}

/** The dtype that forward would give. */
function dtypeOf(op: OpDescriptor, attrs: object, device: Device): DType {
  const gives = typeof op.gives === 'function' ? op.gives(attrs as never) : op.gives;
  if (gives !== null) return gives === 'float' || isFloat(gives) ? device.float : gives;
  const free = op.inputs.findIndex((_, i) => op.accepts?.[i] === undefined);
  return free < 0 ? device.float : raws[free]!.dtype;
}

function cast(raw: Raw, dtype: DType): Raw {
  return raw.dtype === dtype ? raw : kernel('Cast', { x: raw }, { dtype });
}

function nameOf(op: OpDescriptor, index: number): string {
  return op.inputs[index] ?? `inputs[${index}]`;
}

function disposedOperand(op: OpDescriptor, operand: Tensor, index: number): DisposedError {
  return new DisposedError(disposedText(`${op.name}: operand '${nameOf(op, index)}'`, operand));
}

function notAnOperand(op: OpDescriptor, operand: unknown, index: number): ArgumentError {
  const isBlock = operand instanceof Raw;
  const got = isBlock ? 'the block of a forward' : described(operand);
  const hint = isBlock ? 'A forward calls kernel(...), gradient rules call ops' : 'Wrap data with tensor(...)';
  return new ArgumentError(
    `${op.name}: operand '${nameOf(op, index)}' must be a tensor or a number: got ${got}. ${hint}.`,
    nameOf(op, index),
    operand,
  );
}

function mixedDevices(op: OpDescriptor, operands: readonly unknown[]): DeviceError {
  const listed = operands.flatMap((operand, i) => (operand instanceof Tensor ? [`${nameOf(op, i)} on ${operand.device.name}`] : []));
  const first = operands.find((operand) => operand instanceof Tensor)!.device.name;
  return new DeviceError(
    `${op.name}: operands are on different devices: ${listed.join(', ')}. Move one with await t.to('${first}').`,
    first,
  );
}

function wrongDtype(op: OpDescriptor, index: number, accepts: string, raw: Raw): DtypeError {
  const name = nameOf(op, index);
  return new DtypeError(
    `${op.name}: '${name}' must be ${accepts}: ${name} ${raw.dtype}${format(raw.shape)}. Convert with cast(${name}, '${accepts}').`,
    { [name]: raw.dtype },
  );
}

/** Users of JavaScript may return anything. */
function checkForward(op: OpDescriptor, block: Raw | undefined, shape: Shape | undefined): void {
  const got = block?.shape;
  if (got !== undefined && shape !== undefined && sameShape(got, shape)) return;
  if (!(block instanceof Raw)) throw noBlock(op, 'the block that kernel(...) gives', block);
  if (!Array.isArray(shape))
    throw new ArgumentError(`${op.name}: outShape must return a shape: got ${described(shape)}.`, 'outShape', shape);
  throw new ShapeError(`${op.name}: forward gave shape ${format(block.shape)}, outShape says ${format(shape)}. This is a bug in the op.`, {
    got: block.shape,
    expected: shape,
  });
}

/** The output among what a forward with by-products returned. @throws {ArgumentError} if one of them is missing. */
function outputOf(op: OpDescriptor, result: unknown): Raw {
  const blocks = result as Readonly<Record<string, unknown>> | null | undefined;
  const output = blocks?.['output'];
  let isWhole = true;
  for (const name of op.keeps) isWhole &&= blocks?.[name] instanceof Raw;
  if (!isWhole || !(output instanceof Raw)) throw noBlock(op, `{ ${['output', ...op.keeps].join(', ')} }, all blocks`, result);
  return output;
}

function noBlock(op: OpDescriptor, expected: string, got: unknown): ArgumentError {
  return new ArgumentError(
    `${op.name}: forward must return ${expected}: got ${described(got)}. Write a return, as in forward: ({ x }) => kernel('Neg', { x }).`,
    'forward',
    got,
  );
}
