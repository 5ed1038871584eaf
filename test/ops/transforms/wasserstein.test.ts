import { expect, test } from 'vitest';
import {
  add,
  expandDims,
  grad,
  matMul,
  mean,
  mul,
  noGrad,
  Parameter,
  randn,
  scope,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  tensor,
  type Tensor,
} from 'megagrad';
import { Generator } from '../../../src/core/random.ts';

/**
 * A critic between two point clouds at distance 4, held to slope 1 by the penalty on its input gradient (I. Gulrajani et
 * al., "Improved Training of Wasserstein GANs", arXiv:1704.00028, equation 3 with lambda 10).
 */
test('a critic trains under a gradient penalty: slope and verdict come to where loss and penalty balance', () => {
  const generator = new Generator(0);
  const noise = (shape: number[], scale: number): Tensor => mul(randn(shape, { generator }), scale);
  const parameters = [noise([2, 16], 0.5), noise([16], 0.1), noise([16, 1], 0.1)].map((initial) => new Parameter(initial));
  const [w1, b1, w2] = parameters as [Parameter, Parameter, Parameter];
  const critic = (x: Tensor): Tensor => matMul(tanh(add(matMul(x, w1), b1)), w2);
  const real = add(noise([32, 2], 0.3), tensor([2, 0]));
  const fake = add(noise([32, 2], 0.3), tensor([-2, 0]));

  const slopes = (share: Tensor, createGraph: boolean): Tensor => {
    const between = add(mul(share, real), mul(sub(1, share), fake))
      .detach()
      .setRequiresGrad();
    return sqrt(sum(square(grad(sum(critic(between)), between, { createGraph })), 1));
  };
  const distance = (): number => noGrad(() => sub(mean(critic(real)), mean(critic(fake))).item());

  const before = distance();
  const momentum = parameters.map((one) => new Float64Array(one.size));
  for (let step = 0; step < 300; step++) {
    scope(() => {
      const share = expandDims(tensor(generator.rand(32)), 1);
      const penalty = mean(square(sub(slopes(share, true), 1)));
      const loss = add(sub(mean(critic(fake)), mean(critic(real))), mul(10, penalty));
      grad(loss, parameters).forEach((gradient, i) => {
        const g = gradient.dataSync();
        const moved = parameters[i]!.dataSync().map((value, k) => value - 0.01 * (momentum[i]![k] = 0.9 * momentum[i]![k]! + g[k]!));
        parameters[i]!.assign(tensor(moved, { shape: parameters[i]!.shape }));
      });
    });
  }
  const middle = slopes(expandDims(tensor(new Generator(1).rand(32)), 1), false);
  expect(Math.abs(before)).toBeLessThan(1);
  // With slope s everywhere the loss is -4 s + 10 (s - 1)^2, least at s = 1 + 4 / 20 = 1.2: a distance of 4.8.
  expect(mean(middle).item()).toBeGreaterThan(1.1);
  expect(mean(middle).item()).toBeLessThan(1.3);
  expect(distance()).toBeGreaterThan(4.6);
  expect(distance()).toBeLessThan(5);
});
