import { noGrad, scope, tensor, type Parameter, type Tensor } from 'megagrad';

/** Central differences with a step of h, of a loss by every `stride`-th number of a parameter. */
export function differences(parameter: Parameter, loss: () => Tensor, h: number, stride = 1): number[] {
  const values = Float64Array.from(parameter.dataSync());
  const at = (i: number, value: number): number =>
    scope(() => {
      const moved = values.slice();
      moved[i] = value;
      parameter.assign(tensor(moved, { shape: parameter.shape }));
      return noGrad(loss).item();
    });
  const places = Array.from({ length: Math.ceil(values.length / stride) }, (_, i) => i * stride);
  const slopes = places.map((i) => (at(i, values[i]! + h) - at(i, values[i]! - h)) / (2 * h));
  scope(() => parameter.assign(tensor(values, { shape: parameter.shape })));
  return slopes;
}
