import { kernel } from '../../backend/kernel.ts';
import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import { isRecording } from '../../graph/grad-mode.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { add } from '../elementwise/add.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { pow } from '../elementwise/pow.ts';
import { square } from '../elementwise/square.ts';
import { sub } from '../elementwise/sub.ts';
import { matMul } from '../linalg/mat-mul.ts';
import { localResponseNormGrad } from './local-response-norm-grad.ts';

/** The constants of `x / (bias + alpha * sum)^beta`; default those of AlexNet. */
export interface LocalResponseNormAttrs {
  /** Channels on each side that count; default 2: five in all. */
  readonly depthRadius?: number;
  /** Default 2. */
  readonly bias?: number;
  /** Default 1e-4. (PyTorch divides its own by the number of channels that count.) */
  readonly alpha?: number;
  /** Default 0.75. */
  readonly beta?: number;
}

/**
 * Local response normalization: each pixel divided by `(bias + alpha * sum)^beta`, the sum of squares of its own and the
 * neighboring channels.
 *
 * Shapes: `x` [N, H, W, C] -> [N, H, W, C]
 *
 * Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural Networks" (2012), section 3.3.
 *
 * @throws {ShapeError} if x is not [N, H, W, C]; {ArgumentError} if depthRadius is not a whole number from 0.
 * @example localResponseNorm(tensor([[[[3, 4]]]]), { depthRadius: 1, bias: 0, alpha: 1, beta: 0.5 }).toArray(); // [[[[0.6, 0.8]]]]
 */
export const localResponseNorm: Op<['x'], LocalResponseNormAttrs> = defineOp({
  name: 'localResponseNorm',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }, attrs: LocalResponseNormAttrs) => {
    const { depthRadius } = constantsOf(attrs);
    if (x.shape.length !== 4)
      throw new ShapeError(`localResponseNorm: x must be [N,H,W,C]: x ${format(x.shape)}. Reshape or transpose it.`, { x: x.shape });
    if (!Number.isInteger(depthRadius) || depthRadius < 0) {
      throw new ArgumentError(
        `localResponseNorm: depthRadius must be a whole number from 0: depthRadius ${depthRadius}. Give the channels on each side.`,
        'depthRadius',
        depthRadius,
      );
    }
    return x.shape;
  },
  forward: ({ x }, attrs) => kernel('LRN', { x }, constantsOf(attrs)),
  vjp: (saving) => ({
    x: saving(['x', 'output'], (g, { x, output }, { attrs }) =>
      isRecording() ? composedGradient(g, x, constantsOf(attrs)) : localResponseNormGrad(g, x, output, constantsOf(attrs)),
    ),
  }),
});

function constantsOf({ depthRadius = 2, bias = 2, alpha = 1e-4, beta = 0.75 }: LocalResponseNormAttrs): Required<LocalResponseNormAttrs> {
  return { depthRadius, bias, alpha, beta };
}

/** With s = bias + alpha * near(x^2): dx = g s^-beta - 2 alpha beta x near(g x s^(-beta - 1)). `near` is its own adjoint. */
function composedGradient(g: Tensor, x: Tensor, { depthRadius, bias, alpha, beta }: Required<LocalResponseNormAttrs>): Tensor {
  const neighbors = neighborhood(x, depthRadius);
  const base = add(mul(matMul(square(x), neighbors), alpha), bias);
  const direct = mul(g, pow(base, -beta));
  return sub(direct, mul(mul(x, 2 * alpha * beta), matMul(div(mul(direct, x), base), neighbors)));
}

/** [C, C]: 1 where two channels are at most `radius` apart. */
function neighborhood(x: Tensor, radius: number): Tensor {
  const channels = x.shape[3]!;
  const shape: Shape = [channels, channels];
  const ones = Float64Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0,
  );
  return create(ones, shape, { device: x.device });
}
