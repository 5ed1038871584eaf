import { ArgumentError, ShapeError } from '../core/errors.ts';
import { isFloat } from '../core/dtype.ts';
import { format, sameShape } from '../core/shape.ts';
import type { Parameter } from '../graph/parameter.ts';
import { scope } from '../graph/scope.ts';
import { Tensor } from '../graph/tensor.ts';
import { tensor } from '../ops/creation/tensor.ts';
import { described } from './layer-checks.ts';
import { fits, formatPartial, LazyParameter } from './lazy-parameter.ts';

/** Names that a module and a state do not share. */
export interface Unmatched {
  /** Names of the module that the state lacks: they keep their values. */
  readonly missing: readonly string[];
  /** Names of the state that the module lacks. */
  readonly unexpected: readonly string[];
}

/** Puts tensors into those of the same names, on the device where these are. @internal */
export function loadState(kind: string, own: readonly (readonly [string, Parameter])[], state: object, strict: boolean): Unmatched {
  const all: unknown = state;
  if (typeof all !== 'object' || all === null || all instanceof Map) {
    throw new ArgumentError(
      `loadStateDict: the state must be an object of tensors by name: got ${all instanceof Map ? 'a Map' : described(all)}. Use Object.fromEntries, or importWeights for arrays.`,
      'state',
      all,
    );
  }
  const given = new Map<string, unknown>(Object.entries(all));
  const names = new Set(own.map(([name]) => name));
  const missing = own.flatMap(([name]) => (given.get(name) === undefined ? [name] : []));
  const unexpected = [...given.keys()].filter((name) => !names.has(name));
  const pairs = own.flatMap(([name, to]) => (given.get(name) === undefined ? [] : [{ name, to, from: given.get(name) }]));
  const misfits = pairs.flatMap(({ name, to, from }) => misfitOf(name, to, from) ?? []);
  const faults = [
    ...(strict && missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(strict && unexpected.length > 0 ? [`unexpected: ${unexpected.join(', ')}`] : []),
    ...(misfits.length > 0 ? [`misshaped: ${misfits.join('; ')}`] : []),
  ];
  if (faults.length > 0) {
    throw new ShapeError(
      `loadStateDict: the state does not fit ${kind}: ${faults.join('. ')}. Load a matching state${strict ? ', or pass strict: false for names' : ''}.`,
    );
  }
  // The scope frees the copies if one cannot be read.
  const values = scope(() => pairs.map(({ to, from }) => onDeviceOf(to, from as Tensor)));
  pairs.forEach(({ to, from }, i) => {
    to.assign(values[i]!);
    if (values[i] !== from) values[i]!.dispose();
  });
  return { missing, unexpected };
}

function misfitOf(name: string, to: Parameter, from: unknown): string | undefined {
  if (!(from instanceof Tensor)) return `${name}: no tensor but ${described(from)}`;
  const pending = to instanceof LazyParameter && to.isPending;
  const expected = pending ? formatPartial(to.pattern) : format(to.shape);
  if (pending ? !fits(from.shape, to.pattern) : !sameShape(from.shape, to.shape)) {
    return `${name}: module ${expected}, state ${format(from.shape)}`;
  }
  const dtype = pending ? from.device.float : to.dtype;
  return from.dtype === dtype || (isFloat(from.dtype) && isFloat(dtype)) ? undefined : `${name}: module ${dtype}, state ${from.dtype}`;
}

/** The values where the parameter is: a state of another device does not take the module there. */
function onDeviceOf(to: Parameter, from: Tensor): Tensor {
  if ((to instanceof LazyParameter && to.isPending) || from.device === to.device) return from;
  return tensor(from.dataSync(), { shape: from.shape, dtype: to.dtype, device: to.device });
}
