import type { Device } from '../backend/device.ts';
import { GradientError, MegagradError } from '../core/errors.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import { difference } from './compare.ts';
import { valuesOf, type Operand } from './copy.ts';
import { liveTensors } from './live.ts';
import { upload, type OpCase, type OpUnderTest } from './op-under-test.ts';

/** What the outputs should be, from another source: plain JavaScript over row-major values. */
export type Oracle = (operands: readonly Operand[], attrs: object | undefined) => readonly ArrayLike<number>[];

/** The same answer twice, no node under noGrad, nothing left alive, and the oracle's values. */
export function checkForward(op: OpUnderTest, at: OpCase, operands: readonly Operand[], device: Device, oracle: Oracle | undefined): void {
  const before = liveTensors(device);
  scope(() => {
    const inputs = operands.map((operand) => upload(operand, device, true));
    const withInputs = liveTensors(device);
    const outputs = noGrad(() => op.call(inputs, at.attrs));
    if (outputs.some((output) => output.requiresGrad)) throw new GradientError(`${op.name}: it records a node under noGrad.`);
    if (op.descriptor !== null && liveTensors(device) > withInputs + 1) {
      throw new MegagradError(`${op.name}: forward leaves ${liveTensors(device) - withInputs} tensors alive, one is its output.`);
    }
    const first = outputs.map(valuesOf);
    const second = noGrad(() => op.call(inputs, at.attrs)).map(valuesOf);
    first.forEach((values, k) => {
      const place = values.findIndex((value, i) => !Object.is(value, second[k]![i]));
      if (place >= 0) throw new MegagradError(`${op.name}: the same inputs give ${values[place]!} and then ${second[k]![place]!}.`);
    });
    if (oracle !== undefined) compareWithOracle(op, first, oracle(operands, at.attrs));
  });
  const left = liveTensors(device) - before;
  if (left > 0) throw new MegagradError(`${op.name}: ${left} tensors stay alive after forward on ${device.name}.`);
}

/** Oracles are written with the same float64 arithmetic, in another order of operations. */
const oracleTolerance = 1e-12;

function compareWithOracle(op: OpUnderTest, outputs: readonly Float64Array[], expected: readonly ArrayLike<number>[]): void {
  outputs.forEach((values, k) => {
    const { relative, at } = difference(values, expected[k]!);
    if (relative > oracleTolerance || values.length !== expected[k]!.length) {
      throw new MegagradError(`${op.name}: element ${at} of the output is ${values[at]!}, the oracle says ${expected[k]![at]!}.`);
    }
  });
}
