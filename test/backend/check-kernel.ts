import { convert, type DType, type TypedArray } from '../../src/core/dtype.ts';
import type { Device } from '../../src/backend/device.ts';
import { kernelOn } from '../../src/backend/kernel.ts';
import { release, retain, type Raw } from '../../src/backend/raw.ts';
import { referenceDevice } from '../../src/backend/reference/device.ts';
import type { KernelCase, Operand } from './kernel-cases.ts';

/** What a kernel returned, read back. */
interface Output {
  readonly shape: readonly number[];
  readonly dtype: 'float' | 'int32' | 'bool';
  readonly values: TypedArray;
}

/** Runs the case on a device and frees what it made, also when it throws: else the collector frees it in the midst of a later case. */
async function outputsOf({ kernel, inputs, attrs }: KernelCase, device: Device): Promise<Output[]> {
  const held: Raw[] = [];
  const hold = (raw: Raw): Raw => {
    held.push(retain(raw));
    return raw;
  };
  try {
    const given = Object.fromEntries(Object.entries(inputs).map(([name, operand]) => [name, hold(upload(operand, device))]));
    const returned = kernelOn(device, kernel, given, attrs);
    const outputs = (Array.isArray(returned) ? (returned as readonly Raw[]) : [returned as Raw]).map(hold);
    return await Promise.all(outputs.map(async (raw) => ({ shape: raw.shape, dtype: kindOf(raw.dtype), values: await device.read(raw) })));
  } finally {
    held.forEach(release);
  }
}

function upload({ shape, dtype, values }: Operand, device: Device): Raw {
  const here = dtype === 'float' ? device.float : dtype;
  return device.upload(convert(values, here), shape, here);
}

function kindOf(dtype: DType): Output['dtype'] {
  return dtype === 'int32' || dtype === 'bool' ? dtype : 'float';
}

/**
 * Runs the case on `device` and on `reference`, and throws where they differ: in shape, dtype, in any integer or bool, in
 * which elements are NaN or infinite, or in a finite one by more than `tolerance` times the largest finite magnitude.
 */
export async function checkKernel(one: KernelCase, device: Device, tolerance: number): Promise<void> {
  const [actual, expected] = [await outputsOf(one, device), await outputsOf(one, referenceDevice)];
  if (actual.length !== expected.length) throw new Error(`${one.kernel} returned ${actual.length} blocks, reference ${expected.length}.`);
  expected.forEach((output, i) => checkOutput(`${one.kernel} (${one.title}), output ${i}`, actual[i]!, output, tolerance));
}

function checkOutput(name: string, actual: Output, expected: Output, tolerance: number): void {
  if (actual.shape.join() !== expected.shape.join())
    throw new Error(`${name}: shape [${actual.shape.join()}], reference [${expected.shape.join()}].`);
  if (actual.dtype !== expected.dtype) throw new Error(`${name}: dtype ${actual.dtype}, reference ${expected.dtype}.`);
  if (actual.values.length !== expected.values.length)
    throw new Error(`${name}: ${actual.values.length} values, reference ${expected.values.length}.`);
  const scale = Math.max(0, ...Array.from(expected.values, Math.abs).filter(Number.isFinite));
  const bound = expected.dtype === 'float' ? tolerance * scale : 0;
  for (let i = 0; i < expected.values.length; i++) {
    const [a, e] = [actual.values[i]!, expected.values[i]!];
    const agree = Number.isFinite(e) ? Math.abs(a - e) <= bound : Object.is(a, e);
    if (!agree) {
      throw new Error(
        `${name}: element ${i} is ${a}, reference ${e} (bound ${bound.toExponential(1)}).\nactual    [${shown(actual)}]\nreference [${shown(expected)}]`,
      );
    }
  }
}

function shown({ values }: Output): string {
  return `${Array.from(values.slice(0, 24), (v) => Number(v.toPrecision(6))).join(', ')}${values.length > 24 ? ', ...' : ''}`;
}
