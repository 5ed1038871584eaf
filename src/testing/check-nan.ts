import type { Device } from '../backend/device.ts';
import { referenceDevice } from '../backend/reference/device.ts';
import { isFloat, type TypedArray } from '../core/dtype.ts';
import { MegagradError } from '../core/errors.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { openScope } from '../graph/scope.ts';
import type { Operand } from './copy.ts';
import { upload, type OpCase, type OpUnderTest } from './op-under-test.ts';

/** Far from every value of a domain: where it changes no output, the output does not depend on the operand. */
const far = 1e6;

/**
 * NaN in a float operand comes out wherever the output depends on it, and on each device where it does on `reference`.
 *
 * @returns true if some NaN came out: an op that compares or counts has no place for one.
 */
export async function checkNaN(op: OpUnderTest, at: OpCase, operands: readonly Operand[], devices: readonly Device[]): Promise<boolean> {
  let cameOut = false;
  for (const [i, { name, values, differentiable }] of operands.entries()) {
    if (!differentiable || values.length === 0) continue;
    const all = (): boolean => true;
    const one = (_: number, place: number): boolean => place === at.seed % values.length;
    for (const chosen of [all, one]) {
      const given = (value: number): Operand[] =>
        operands.map((operand, k) =>
          k === i ? { ...operand, values: Float64Array.from(values, (v, place) => (chosen(v, place) ? value : v)) } : operand,
        );
      const poisoned = await floatOutputs(op, at, given(NaN), referenceDevice);
      const places = placesOfNaN(poisoned);
      cameOut ||= places !== '';
      if (places === '' && (await depends(op, at, operands, [given(far), given(-far)])))
        throw new MegagradError(`${op.name}: NaN in ${name} is lost.`);
      for (const device of devices) {
        const there = placesOfNaN(await floatOutputs(op, at, given(NaN), device));
        if (there !== places) {
          throw new MegagradError(
            `${op.name}: NaN in ${name} comes out elsewhere on ${device.name} than on reference: at elements [${there}], not [${places}].`,
          );
        }
      }
    }
  }
  return cameOut;
}

async function depends(op: OpUnderTest, at: OpCase, operands: readonly Operand[], moved: readonly Operand[][]): Promise<boolean> {
  const before = await floatOutputs(op, at, operands, referenceDevice);
  for (const others of moved) {
    const after = await floatOutputs(op, at, others, referenceDevice);
    if (before.some((output, k) => output.some((value, place) => !Object.is(value, after[k]![place])))) return true;
  }
  return false;
}

function placesOfNaN(outputs: readonly TypedArray[]): string {
  return outputs
    .flatMap((output, k) =>
      Array.from(output).flatMap((value, place) => (Number.isNaN(value) ? [outputs.length === 1 ? `${place}` : `${k}:${place}`] : [])),
    )
    .join(',');
}

async function floatOutputs(op: OpUnderTest, at: OpCase, operands: readonly Operand[], device: Device): Promise<TypedArray[]> {
  const opened = openScope();
  try {
    const inputs = operands.map((operand) => upload(operand, device, false));
    const outputs = noGrad(() => op.call(inputs, at.attrs)).filter(({ dtype }) => isFloat(dtype));
    const read: TypedArray[] = [];
    for (const output of outputs) read.push(await output.data());
    return read;
  } finally {
    opened.close();
  }
}
