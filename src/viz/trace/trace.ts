import { ArgumentError } from '../../core/errors.ts';
import { gradients } from '../../graph/backward.ts';
import { enableGrad } from '../../graph/grad-mode.ts';
import { Tensor } from '../../graph/tensor.ts';
import { setTracer } from '../../graph/tracer.ts';
import { checkOptions } from '../check-options.ts';
import { collapse } from '../transform/collapse.ts';
import { fold } from '../transform/fold.ts';
import type { GraphModel } from '../model.ts';
import type { Entry } from './entry.ts';
import { entriesBehind } from './entries-behind.ts';
import { modelOf, type Names } from './model-of.ts';
import type { TracedModel, TraceOptions, TraceSubject } from './options.ts';
import { Readings } from './readings.ts';
import { Watcher } from './watcher.ts';

/**
 * The computation behind tensors, or of a function or model, as a model that every output format draws.
 *
 * A tensor shows what its graph knows: ops, parameters, modules, and values of leaves. A function is run and watched:
 * constants, inputs and all values are known too, and the derivatives if it calls backward. A model is run on `inputs`.
 *
 * @throws {ArgumentError} if the function or model gives no tensor, or a promise; if an option is none that is known.
 * @example
 * const a = tensor(2, { requiresGrad: true });
 * trace(() => a.mul(3).add(1)).nodes.map(({ op }) => op).filter(Boolean); // ['mul', 'add']
 */
export function trace(subject: TraceSubject, options: TraceOptions = {}): GraphModel {
  return drawn(record(subject, options, new Readings(options.most ?? defaultMost, false)), options);
}

/**
 * `trace` with the values of every device: those that are only read asynchronously (webgpu) are awaited.
 *
 * What is traced is run at once, as in `trace`; its tensors are kept until they have been read.
 *
 * @throws {ArgumentError} if the function or model gives no tensor, or a promise.
 * @example
 * import { traceAsync } from 'megagrad/viz';
 *
 * const { nodes } = await traceAsync(() => tensor(2, { requiresGrad: true }).mul(3));
 * nodes.find(({ op }) => op === 'mul')?.value?.all; // [6]
 */
export async function traceAsync(subject: TraceSubject, options: TraceOptions = {}): Promise<GraphModel> {
  const readings = new Readings(options.most ?? defaultMost, true);
  try {
    const recorded = record(subject, options, readings);
    await readings.complete();
    return drawn(recorded, options);
  } finally {
    readings.discard();
  }
}

/** Elements up to which all are shown. */
const defaultMost = 6;

/** What was traced. */
interface Recorded {
  readonly entries: readonly Entry[];
  readonly ends: readonly Entry[];
  readonly names: Names;
}

function drawn({ entries, ends, names }: Recorded, options: TraceOptions): GraphModel {
  const whole = modelOf(entries, ends, names);
  const folded = options.fold === true ? fold(whole) : whole;
  return options.depth === undefined ? folded : collapse(folded, options.depth);
}

function record(subject: TraceSubject, options: TraceOptions, readings: Readings): Recorded {
  checkOptions('trace', options);
  checkSubject(subject);
  checkInputs(options.inputs);
  const pass = options.pass ?? 'forward';
  const wanted = options.gradients === true || pass !== 'forward';
  const watcher = new Watcher(options, readings);
  if (isTensors(subject)) {
    const roots = subject instanceof Tensor ? [subject] : subject;
    const entries = entriesBehind(roots, options, readings);
    if (!wanted) return { entries, ends: endsAmong(entries, roots), names: noNames };
    watcher.addAll(entries);
    watching(watcher, () => differentiate(watcher, roots));
    return finished(watcher, roots, pass, noNames);
  }
  const isFunction = typeof subject === 'function';
  const run = isFunction ? subject : (): unknown => forwarded(subject, options.inputs);
  const roots = watching(watcher, () => {
    const made = enableGrad(() => tensorsOf(run()));
    if (wanted && made.some(({ node }) => node !== null && !watcher.hasArrived(node))) differentiate(watcher, made);
    return made;
  });
  return finished(watcher, roots, pass, isFunction ? noNames : namesOf(subject));
}

/** Users of JavaScript may give anything. */
function checkSubject(subject: unknown): void {
  const isSubject = Array.isArray(subject)
    ? subject.length > 0 && subject.every((root) => root instanceof Tensor)
    : subject instanceof Tensor ||
      typeof subject === 'function' ||
      (typeof subject === 'object' && subject !== null && 'forward' in subject);
  if (isSubject) return;
  const got = subject === null ? 'null' : Array.isArray(subject) ? `an array of ${subject.length}` : typeof subject;
  throw new ArgumentError(
    `trace: what is drawn must be a tensor, tensors, a function that gives them, or a model: got ${got}.`,
    'subject',
    subject,
  );
}

/** Users of JavaScript may give the input itself. */
function checkInputs(inputs: unknown): void {
  if (inputs === undefined || Array.isArray(inputs)) return;
  const got = inputs instanceof Tensor ? 'a tensor' : inputs === null ? 'null' : typeof inputs;
  throw new ArgumentError(
    `trace: inputs must be a list of what the model's forward takes: inputs ${got}. Write { inputs: [x] }.`,
    'inputs',
    inputs,
  );
}

/** What the model gives. @throws {ArgumentError} if it cannot without inputs, and was given none. */
function forwarded(model: TracedModel, inputs: readonly unknown[] = []): unknown {
  try {
    return model.forward(...(inputs as never[]));
  } catch (cause) {
    if (inputs.length > 0) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new ArgumentError(
      `trace: the model was run without inputs, and failed: ${said} Write draw(model, file, { inputs: [x] }) with what its forward takes.`,
      'inputs',
      inputs,
      { cause },
    );
  }
}

function finished(watcher: Watcher, roots: readonly Tensor[], pass: 'forward' | 'backward' | 'both', names: Names): Recorded {
  const ends = watcher.ends(roots);
  return { entries: watcher.finish(ends, pass), ends, names };
}

function endsAmong(entries: readonly Entry[], roots: readonly Tensor[]): Entry[] {
  const nodes = new Set(roots.flatMap(({ node }) => node ?? []));
  return entries.filter(({ node, tensor }) => (node === null ? tensor !== null && roots.includes(tensor) : nodes.has(node)));
}

const noNames: Names = new Map();

function isTensors(subject: TraceSubject): subject is Tensor | readonly Tensor[] {
  return subject instanceof Tensor || Array.isArray(subject);
}

function watching<T>(watcher: Watcher, fn: () => T): T {
  const before = setTracer(watcher);
  try {
    return fn();
  } finally {
    setTracer(before);
  }
}

/** Runs backward from the sum of the roots without touching any `.grad`. */
function differentiate(watcher: Watcher, all: readonly Tensor[]): void {
  const roots = all.filter(({ node }) => node !== null);
  const leaves = watcher.leaves();
  if (roots.length === 0 || leaves.length === 0) return;
  const seeds = roots.map((root) => (root.size === 1 ? undefined : onesLike(root)));
  const found = gradients(roots, seeds, leaves, { retainGraph: true, allowUnused: true });
  for (const gradient of found) gradient.dispose();
  for (const seed of seeds) seed?.dispose();
}

function onesLike(root: Tensor): Tensor {
  const { device, dtype, shape, size } = root;
  return new Tensor(device.upload(new Float64Array(size).fill(1), shape, dtype));
}

/** The tensors in what was returned, in arrays and plain objects too (an LSTM gives its output and its state). */
function tensorsOf(returned: unknown): Tensor[] {
  const found = new Set<Tensor>();
  // A set goes on with what is added while it is walked, and takes nothing twice.
  const seen = new Set<unknown>([returned]);
  for (const value of seen) {
    if (value instanceof Tensor) found.add(value);
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value) as unknown[]) seen.add(part);
  }
  if (found.size === 0) {
    const got = returned instanceof Promise ? 'a promise' : returned === null ? 'null' : typeof returned;
    throw new ArgumentError(`trace: what is drawn must give tensors: got ${got}. Return the tensors to draw.`, 'subject', returned);
  }
  return [...found];
}

function namesOf(model: TracedModel): Names {
  return new Map([...model.namedParameters(), ...model.namedBuffers()].map(([name, parameter]) => [parameter, name]));
}
