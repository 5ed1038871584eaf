import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { argMax } from '../ops/reduce/arg-max.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { equal } from '../ops/elementwise/equal.ts';
import { mean } from '../ops/reduce/mean.ts';

/** A number for one batch, averaged over batches by their size. The function's name is the metric's. */
export type MetricFunction = (output: Tensor, target: Tensor) => Tensor;

/** A number that is no average over batches. */
export interface Metric {
  readonly name: string;
  /** Takes a batch in. */
  update(output: Tensor, target: Tensor): Promise<void>;
  /** The number over all batches since the last `reset`. */
  result(): number;
  reset(): void;
}

/**
 * Share of rows whose largest output stands at the target's class.
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C] -> []
 *
 * @example accuracy(tensor([[1, 2], [3, 0]]), tensor([1, 1], { dtype: 'int32' })).item(); // 0.5
 */
export function accuracy(output: Tensor, target: Tensor): Tensor {
  const classes = target.rank === output.rank ? argMax(target, -1) : target;
  return mean(cast(equal(argMax(output, -1), classes), output.device.float));
}

/** A metric function as a Metric: the mean over samples. @internal */
export function averaged(metric: MetricFunction): Metric {
  let sum = 0;
  let samples = 0;
  return {
    name: metric.name,
    async update(output, target) {
      const value = scope(() => noGrad(() => metric(output, target)));
      sum += (await value.data())[0]! * output.shape[0]!;
      samples += output.shape[0]!;
      value.dispose();
    },
    result: () => sum / samples,
    reset: () => {
      sum = 0;
      samples = 0;
    },
  };
}
