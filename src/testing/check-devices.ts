import type { Device } from '../backend/device.ts';
import { referenceDevice } from '../backend/reference/device.ts';
import { isFloat, type TypedArray } from '../core/dtype.ts';
import { MegagradError } from '../core/errors.ts';
import { Generator } from '../core/random.ts';
import { format, sameShape, type Shape } from '../core/shape.ts';
import { gradients } from '../graph/backward.ts';
import { openScope, track } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import { cancellation, difference, float32Tolerance, largestMagnitude } from './compare.ts';
import type { Operand } from './copy.ts';
import { liveTensors } from './live.ts';
import { upload, type OpCase, type OpUnderTest } from './op-under-test.ts';

/** Values of one tensor, read off its device. */
interface Read {
  readonly what: string;
  readonly values: TypedArray;
  readonly shape: Shape;
  readonly float: boolean;
}

/** Largest differences from `reference` seen so far, relative to the largest magnitude. */
export interface DeviceErrors {
  forward: number;
  vjp: number;
}

/** Runs a case on a device and on `reference` and compares outputs and gradients. */
export async function checkOnDevice(
  op: OpUnderTest,
  at: OpCase,
  operands: readonly Operand[],
  device: Device,
  errors: DeviceErrors,
  slack: number,
): Promise<void> {
  const before = liveTensors(device);
  const expected = await forwardAndBackward(op, at, operands, referenceDevice);
  const got = await forwardAndBackward(op, at, operands, device);
  const left = liveTensors(device) - before;
  if (left > 0) throw new MegagradError(`${op.name}: ${left} tensors stay alive on ${device.name} after forward and backward.`);
  if (got.length !== expected.length)
    throw new MegagradError(`${op.name}: the outputs require grad on one of reference and ${device.name} only.`);
  const elements = Math.max(1, ...operands.map(({ values }) => values.length));
  const limits: Limits = {
    tolerance: slack * float32Tolerance(elements),
    floor: cancellation * Math.max(...operands.map(({ values }) => largestMagnitude(values))),
  };
  expected.forEach((oracle, k) => compare(op, got[k]!, oracle, device, limits, errors));
}

interface Limits {
  readonly tolerance: number;
  readonly floor: number;
}

function compare(op: OpUnderTest, got: Read, expected: Read, device: Device, { tolerance, floor }: Limits, errors: DeviceErrors): void {
  if (!sameShape(got.shape, expected.shape) || got.float !== expected.float) {
    throw new MegagradError(
      `${op.name}: ${got.what} differs in kind: ${device.name} ${format(got.shape)}, reference ${format(expected.shape)}.`,
    );
  }
  const { relative, at } = difference(got.values, expected.values, floor);
  const kind = got.what.startsWith('output') ? 'forward' : 'vjp';
  if (Number.isFinite(relative)) errors[kind] = Math.max(errors[kind], relative);
  if (relative <= (got.float ? tolerance : 0)) return;
  throw new MegagradError(
    `${op.name}: ${got.what} differs between devices: element ${at} is ${got.values[at]!} on ${device.name}, ${expected.values[at]!} on reference ` +
      `(${relative.toExponential(1)} of the largest magnitude, allowed ${tolerance.toExponential(1)}).`,
  );
}

async function forwardAndBackward(op: OpUnderTest, at: OpCase, operands: readonly Operand[], device: Device): Promise<Read[]> {
  const opened = openScope();
  try {
    const inputs = operands.map((operand) => upload(operand, device, true));
    const outputs = op.call(inputs, at.attrs);
    const reads: [string, Tensor][] = outputs.map((output, k) => [outputs.length === 1 ? 'output' : `output ${k}`, output]);
    const roots = outputs.filter((output) => output.requiresGrad);
    if (roots.length > 0) {
      const generator = new Generator(at.seed).fork();
      const seeds = roots.map(({ shape, size }) => create(generator.randn(size).map(Math.fround), shape, { device }));
      const targets = inputs.filter((input) => input.requiresGrad);
      const found = gradients(roots, seeds, targets, { allowUnused: true }).map(track);
      found.forEach((gradient, i) => reads.push([`the gradient of ${targets[i]!.label}`, gradient]));
    }
    const results: Read[] = [];
    for (const [what, tensor] of reads)
      results.push({ what, values: await tensor.data(), shape: tensor.shape, float: isFloat(tensor.dtype) });
    return results;
  } finally {
    opened.close();
  }
}
