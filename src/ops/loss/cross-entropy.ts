import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { cast } from '../elementwise/cast.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { logSoftmax } from '../reduce/log-softmax.ts';
import { sum } from '../reduce/sum.ts';
import { checkTensors } from './check-tensors.ts';
import { checkWeight, classTargets, namesClasses, reduceClassLosses, type ClassLossOptions } from './class-targets.ts';
import { reduceLoss } from './reduction.ts';
import { sparseCrossEntropy } from './sparse-cross-entropy.ts';

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /** This share of each target is spread evenly over all classes; default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of softmax(logits) with the target: the book's softmax-with-loss, in its stable form.
 *
 * Shapes: `logits` [...N, C], `target` int32 [...N] (class numbers) or float [...N, C] (one-hot, or any distribution)
 * -> [] (reduction 'mean', the default, or 'sum') or [...N] ('none')
 *
 * Weights, smoothing and what the mean divides by are PyTorch's; with a float target the mean is over samples whatever their
 * weights, and nothing is ignored.
 *
 * @throws {ShapeError} if the target is neither int32 [...N] nor float [...N, C]; {ArgumentError} if labelSmoothing is not from 0 to 1.
 * @example crossEntropy(tensor([[0, 0]]), tensor([1], { dtype: 'int32' })).item(); // 0.6931471805599453
 */
export function crossEntropy(logits: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor {
  checkTensors('crossEntropy', { logits, target });
  const { labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError(
      `crossEntropy: labelSmoothing must be from 0 to 1: labelSmoothing ${labelSmoothing}. It is a share.`,
      'labelSmoothing',
      labelSmoothing,
    );
  }
  if (logits.rank > 0 && namesClasses(logits, target)) return ofClasses(logits, target, labelSmoothing, options);
  if (logits.rank > 0 && target.dtype !== 'int32' && sameShape(target.shape, logits.shape))
    return ofDistributions(logits, target, labelSmoothing, options);
  const [rows, classes] = logits.shape;
  const expected =
    logits.rank === 2
      ? `int32 [N] with N = ${rows} or one-hot [${rows},${classes}]`
      : 'int32 [...N] or one-hot [...N,C], with logits [...N,C]';
  throw new ShapeError(
    `crossEntropy: target must be ${expected}, got ${target.dtype} ${format(target.shape)} for logits ${format(logits.shape)}.`,
    {
      logits: logits.shape,
      target: target.shape,
    },
  );
}

function ofClasses(logits: Tensor, target: Tensor, smoothing: number, options: CrossEntropyOptions): Tensor {
  const targets = classTargets('crossEntropy', logits, target, options);
  const { rows, labels, counted, share } = targets;
  const own = times(sparseCrossEntropy(rows, labels), share);
  if (smoothing === 0) return reduceClassLosses(own, targets, options, target.shape);
  // Smoothing weighs each class by itself, not by the target's class.
  const others = neg(sum(times(logSoftmax(rows), options.weight), -1));
  const spread = times(others, counted === undefined ? undefined : cast(counted, others.dtype));
  const losses = add(mul(own, 1 - smoothing), mul(spread, smoothing / logits.shape.at(-1)!));
  return reduceClassLosses(losses, targets, options, target.shape);
}

function ofDistributions(
  logits: Tensor,
  target: Tensor,
  smoothing: number,
  { weight, ignoreIndex, ...options }: CrossEntropyOptions,
): Tensor {
  if (ignoreIndex !== undefined) {
    throw new ArgumentError(
      `crossEntropy: ignoreIndex is for class numbers: ignoreIndex ${ignoreIndex}, target ${target.dtype} ${format(target.shape)}. Leave it out, or give an int32 target.`,
      'ignoreIndex',
      ignoreIndex,
    );
  }
  checkWeight('crossEntropy', weight, logits.shape.at(-1)!);
  const smoothed = smoothing === 0 ? target : add(mul(target, 1 - smoothing), smoothing / logits.shape.at(-1)!);
  return reduceLoss(neg(sum(mul(smoothed, times(logSoftmax(logits), weight)), -1)), options);
}

function times(x: Tensor, weight: Tensor | undefined): Tensor {
  return weight === undefined ? x : mul(x, weight);
}
