import { device as devices, onDevice } from '../backend/devices.ts';
import type { Device } from '../backend/device.ts';
import { blockOf, shapesOnly } from '../backend/shapes-only.ts';
import { display, inspection, type MimeBundle } from '../core/display.ts';
import { ArgumentError } from '../core/errors.ts';
import { isFloat, type DType } from '../core/dtype.ts';
import { random } from '../core/random.ts';
import { format, type Shape } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { scope } from '../graph/scope.ts';
import { Tensor } from '../graph/tensor.ts';
import { activeTracer, setTracer, type Tracer } from '../graph/tracer.ts';
import { Buffer } from './buffer.ts';
import { LazyParameter } from './lazy-parameter.ts';
import type { Module } from './module.ts';
import { multiplyAccumulates } from './multiply-accumulates.ts';

/** An input that is only a shape: of floats, unless it names its dtype. */
export type SummaryInput = Shape | { readonly shape: Shape; readonly dtype?: DType };

/** What a submodule itself has and does, without the modules inside it. */
export interface SummaryRow {
  /** Dotted path; '' for the summarized module. */
  readonly path: string;
  readonly kind: string;
  /** Shape of the first tensor that it gave; null if it did not run, or gives none. */
  readonly outputShape: Shape | null;
  /** Elements of its parameters; one that is shared counts where it comes first. */
  readonly parameters: number;
  /** Multiplications with an addition behind them, of matrix products and convolutions. */
  readonly macs: number;
}

/** The rows of a module and their sums; as a string, a table. */
export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  /** Elements of the parameters that require grad. */
  readonly trainable: number;
  readonly macs: number;
  toString(): string;
  /** As a notebook shows it. */
  [display](): MimeBundle;
}

/** Runs the module on shapes, and counts. @internal */
export function summarize(module: Module, inputs: readonly SummaryInput[]): Summary {
  const rows = module
    .namedModules()
    .map(([path, each]) => ({ path, kind: each.kind, module: each, outputShape: null as Shape | null, parameters: 0, macs: 0 }));
  const removals = rows.flatMap((row) => [
    row.module.registerForwardPreHook(() => void running.push(row)),
    row.module.registerForwardHook((_, _inputs, output) => {
      running.pop();
      row.outputShape ??= firstShape(output);
    }),
  ]);
  const running: (typeof rows)[number][] = [];
  const seen = new Set<Parameter>();
  let trainable = 0;
  const count = (): void => {
    for (const row of rows) {
      for (const [, parameter] of row.module.ownTensors()) {
        if (parameter instanceof Buffer || seen.has(parameter) || parameter.isDisposed) continue;
        seen.add(parameter);
        row.parameters += parameter.size;
        if (parameter.requiresGrad) trainable += parameter.size;
      }
    }
  };
  try {
    runOnShapes(
      module,
      inputs,
      (op, operands, attrs, output) => {
        const row = running.at(-1);
        if (row === undefined) return;
        row.macs += multiplyAccumulates(
          op,
          operands.map((operand) => (operand instanceof Tensor ? operand.shape : [])),
          attrs,
          output.shape,
        );
      },
      count,
    );
  } finally {
    for (const remove of removals) remove();
  }
  const shown = rows.filter(({ path, parameters, macs }) => path !== '' || rows.length === 1 || parameters > 0 || macs > 0);
  return new Table(
    module.kind,
    shown.map(({ path, kind, outputShape, parameters, macs }) => ({ path, kind, outputShape, parameters, macs })),
    trainable,
  );
}

/** Runs forward with stand-ins for inputs, parameters and buffers, then `inspect`, and puts everything back. */
function runOnShapes(module: Module, inputs: readonly SummaryInput[], applied: NonNullable<Tracer['applied']>, inspect: () => void): void {
  const device = shapesOnly(devices.current);
  const owners = [...module.namedParameters(), ...module.namedBuffers()].map(([, tensor]) => tensor);
  const before = owners.map((owner) => ({
    raw: owner.raw,
    node: owner.node,
    grad: owner.grad,
    pending: owner instanceof LazyParameter && owner.isPending,
  }));
  const drawn = random.getState();
  const outer = activeTracer();
  setTracer({ applied });
  try {
    for (const owner of owners) if (owner.raw !== null) owner.raw = blockOf(owner.raw.shape, here(owner.raw.dtype, device), device);
    onDevice(device, () =>
      noGrad(() =>
        scope(() => {
          module.forward(...(inputs.map((input) => standIn(input, device)) as never[]));
        }),
      ),
    );
    inspect();
  } finally {
    setTracer(outer);
    random.setState(drawn);
    owners.forEach((owner, i) => {
      const { pending, ...state } = before[i]!;
      if (owner instanceof LazyParameter && pending) owner.reset();
      else Object.assign(owner, state);
    });
  }
}

function standIn(input: SummaryInput, device: Device): Tensor {
  const { shape, dtype = device.float } = isShape(input) ? { shape: input } : input;
  const given: unknown = shape;
  if (!Array.isArray(given) || !given.every((length) => Number.isInteger(length) && (length as number) >= 0)) {
    throw new ArgumentError(
      `summary: an input must be a shape: got ${JSON.stringify(input)}. Write [1, 784], or { shape: [1, 20], dtype: 'int32' }.`,
      'inputs',
      input,
    );
  }
  return new Tensor(blockOf(shape, here(dtype, device), device));
}

function isShape(input: SummaryInput): input is Shape {
  return Array.isArray(input);
}

function here(dtype: DType, device: Device): DType {
  return isFloat(dtype) ? device.float : dtype;
}

function firstShape(output: unknown): Shape | null {
  if (output instanceof Tensor) return output.shape;
  if (typeof output !== 'object' || output === null) return null;
  for (const item of Object.values(output)) {
    const found = firstShape(item);
    if (found !== null) return found;
  }
  return null;
}

class Table implements Summary {
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly trainable: number;
  readonly macs: number;
  readonly #kind: string;

  constructor(kind: string, rows: readonly SummaryRow[], trainable: number) {
    this.rows = rows;
    this.parameters = rows.reduce((sum, row) => sum + row.parameters, 0);
    this.trainable = trainable;
    this.macs = rows.reduce((sum, row) => sum + row.macs, 0);
    this.#kind = kind;
  }

  /** As a notebook shows it. */
  [display](): MimeBundle {
    return { 'text/plain': this.toString() };
  }

  /** As the console shows it. */
  [inspection](): string {
    return this.toString();
  }

  toString(): string {
    const line = (path: string, kind: string, shape: Shape | null, parameters: number, macs: number): string[] => [
      path,
      kind,
      shape === null ? '-' : format(shape),
      grouped(parameters),
      grouped(macs),
    ];
    const body = this.rows.map((row) => line(row.path || '(itself)', row.kind, row.outputShape, row.parameters, row.macs));
    const total = line('total', this.#kind, null, this.parameters, this.macs).with(2, '');
    return textTable(
      [['layer', 'kind', 'output', 'parameters', 'MACs'], ...body, total],
      `trainable parameters: ${grouped(this.trainable)}`,
    );
  }
}

/** Columns as wide as they must be, numbers to the right, a rule under the first line and above the last. */
function textTable(lines: readonly (readonly string[])[], footer: string): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const text = lines.map((cells) =>
    cells
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [text[0]!, rule, ...text.slice(1, -1), rule, text.at(-1)!, footer].join('\n');
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
