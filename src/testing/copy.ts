import { referenceDevice } from '../backend/reference/device.ts';
import { isFloat, type TypedArray } from '../core/dtype.ts';
import { DeviceError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { rawOf, type Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';

/** An operand taken off its device: numbers that can be moved. */
export interface Operand {
  readonly name: string;
  readonly values: TypedArray;
  readonly shape: Shape;
  readonly differentiable: boolean;
  readonly dtype: 'float64' | 'int32' | 'bool';
}

/** The values of a tensor, as an operand on `reference`. @throws {DeviceError} if they cannot be read without awaiting. */
export function operandOf(check: string, tensor: Tensor, name: string): Operand {
  const { device, dtype, shape } = rawOf(tensor);
  if (!device.readsSync) {
    throw new DeviceError(
      `${check}: ${name} is on ${device.name}, whose values cannot be read at once. Pass await ${name}.to('reference').`,
      device.name,
    );
  }
  const values = device.readSync(rawOf(tensor));
  const float = isFloat(dtype);
  return {
    name,
    values: float ? Float64Array.from(values) : values,
    shape,
    differentiable: float,
    dtype: dtype === 'int32' || dtype === 'bool' ? dtype : 'float64',
  };
}

/** The operand as a leaf on `reference`. */
export function leafOf(operand: Operand, requiresGrad: boolean, values: TypedArray = operand.values): Tensor {
  return create(values, operand.shape, {
    device: referenceDevice,
    dtype: operand.dtype,
    requiresGrad: requiresGrad && operand.differentiable,
    label: operand.name,
  });
}

/** The values of a tensor on `reference`. */
export function valuesOf(tensor: Tensor): Float64Array {
  return Float64Array.from(tensor.dataSync());
}
