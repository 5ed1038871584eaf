import type { Device } from '../../backend/device.ts';
import { referenceDevice } from '../../backend/reference/device.ts';
import type { TypedArray } from '../../core/dtype.ts';
import { Generator } from '../../core/random.ts';
import { grad } from '../../graph/backward.ts';
import { scope } from '../../graph/scope.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { tensor } from '../../ops/creation/tensor.ts';
import { add } from '../../ops/elementwise/add.ts';
import { relu } from '../../ops/elementwise/relu.ts';
import { tanh } from '../../ops/elementwise/tanh.ts';
import { matMul } from '../../ops/linalg/mat-mul.ts';
import { crossEntropy } from '../../ops/loss/cross-entropy.ts';

const [rows, inputs, hidden, classes] = [16, 24, 20, 5];

/**
 * Runs a small network forward and backward on a device and on `reference`: the largest difference of loss or gradients,
 * over the largest value of the tensor it is in.
 */
export async function worstError(device: Device): Promise<number> {
  const [found, expected] = [await lossAndGradients(device), await lossAndGradients(referenceDevice)];
  return Math.max(...expected.map((values, i) => relativeError(found[i]!, values)));
}

async function lossAndGradients(device: Device): Promise<TypedArray[]> {
  const generator = new Generator(0);
  const shapes = [[rows, inputs], [inputs, hidden], [hidden], [hidden, hidden], [hidden, classes], [classes]] as const;
  const outputs = scope(() => {
    const [x, w1, b1, w2, w3, b3] = shapes.map((shape) => {
      const values = generator.randn(shape.reduce((size, length) => size * length, 1));
      return tensor(Float32Array.from(values), { shape, device, requiresGrad: true });
    }) as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const labels = tensor(
      Int32Array.from({ length: rows }, (_, i) => i % classes),
      { device },
    );
    const h = tanh(matMul(relu(add(matMul(x, w1), b1)), w2));
    const loss = crossEntropy(add(matMul(h, w3), b3), labels);
    return [loss, ...grad(loss, [x, w1, b1, w2, w3, b3])];
  });
  const values: TypedArray[] = [];
  for (const output of outputs) {
    values.push(await output.data());
    output.dispose();
  }
  return values;
}

function relativeError(found: TypedArray, expected: TypedArray): number {
  const scale = Math.max(...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (value, i) => Math.abs(found[i]! - value))) / scale;
}
