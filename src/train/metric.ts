import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format, sameShape, sizeOf } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import { Tensor } from '../graph/tensor.ts';
import { argMax } from '../ops/reduce/arg-max.ts';
import { cast } from '../ops/elementwise/cast.ts';
import { equal } from '../ops/elementwise/equal.ts';
import { mean } from '../ops/reduce/mean.ts';
import { kindOf } from '../optim/check-parameters.ts';
import { checkState, isNumbers, isRecord } from '../optim/state-checks.ts';

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
  /** What was counted since the last `reset`, for a run that is resumed within an epoch. Left out: it counts anew from there. */
  getState?(): unknown;
  /** Goes on counting from there. */
  setState?(state: never): void;
}

/**
 * Share of rows whose largest output stands at the target's class.
 *
 * Shapes: `output` [N, C], `target` int32 [N] or one-hot [N, C] -> []
 *
 * @throws {ShapeError} if the target is neither.
 * @example accuracy(tensor([[1, 2], [3, 0]]), tensor([1, 1], { dtype: 'int32' })).item(); // 0.5
 */
export function accuracy(output: Tensor, target: Tensor): Tensor {
  checkClasses('accuracy', output, target);
  const classes = target.rank === output.rank ? argMax(target, -1) : target;
  return mean(cast(equal(argMax(output, -1), classes), output.device.float));
}

/** @throws {ShapeError} unless `target` has a class for each row of `output`, as a number or one-hot. @internal */
export function checkClasses(name: string, output: Tensor, target: Tensor): void {
  const rows = output.shape.slice(0, -1);
  if (output.rank > 0 && (sameShape(target.shape, rows) || sameShape(target.shape, output.shape))) return;
  throw new ShapeError(
    `${name}: the target has no class for each row: output ${format(output.shape)}, target ${format(target.shape)}. Give classes ${format(rows)}, or one-hot ${format(output.shape)}.`,
    { output: output.shape, target: target.shape },
  );
}

/** A metric function as a Metric: the mean over samples. @internal */
export function averaged(metric: MetricFunction, name: string = metric.name): Metric {
  let sum = 0;
  let samples = 0;
  return {
    name,
    async update(output, target) {
      const value = scope(() => noGrad(() => scalarOf(name, 'metric', metric(output, target))));
      const rows = output.shape[0] ?? 1;
      // A float32 of right / cells is no such number of float64: 0.58 would be 0.5799999833.
      const cells = Math.max(1, sizeOf(output.shape.slice(0, -1)));
      try {
        const mean = (await value.data())[0]!;
        sum += metric === accuracy ? (Math.round(mean * cells) / cells) * rows : mean * rows;
        samples += rows;
      } finally {
        value.dispose();
      }
    },
    result: () => sum / samples,
    reset: () => {
      sum = 0;
      samples = 0;
    },
    getState: () => ({ sum, samples }),
    setState: (state: { readonly sum: number; readonly samples: number }) => {
      checkState(name, state, isNumbers(state));
      ({ sum, samples } = state);
    },
  };
}

/** What a loss or a metric returned, if it is a scalar. @throws {ArgumentError} if it is none. @internal */
export function scalarOf(name: string, what: string, value: unknown): Tensor {
  if (value instanceof Tensor && value.size === 1) return value;
  const found = value instanceof Tensor ? format(value.shape) : kindOf(value);
  throw new ArgumentError(
    `${name}: the ${what} of a batch is no scalar tensor: it returned ${found}. Take the mean over the batch.`,
    'value',
    value,
  );
}

/** Metrics by what they are given as. @throws {ArgumentError} if one is none, or two have one name. @internal */
export function metricsOf(name: string, metrics: readonly (Metric | MetricFunction)[], taken: readonly string[] = []): Metric[] {
  if (!Array.isArray(metrics))
    throw new ArgumentError(`${name}: metrics must be a list: metrics ${kindOf(metrics)}. Write metrics: [accuracy].`, 'metrics', metrics);
  const names = new Set(taken);
  return metrics.map((metric: unknown, i) => {
    if (!isMetric(metric)) {
      throw new ArgumentError(
        `${name}: metrics must be functions of output and target, or have update, result and reset: metric ${i} ${kindOf(metric)}. Write metrics: [accuracy, f1(3)].`,
        'metrics',
        metric,
      );
    }
    const title = metric.name;
    if (title === '')
      throw new ArgumentError(`${name}: a metric has no name: metric ${i}. Write it as a named function.`, 'metrics', metric);
    if (names.has(title)) {
      throw new ArgumentError(
        `${name}: two metrics have one name: metric ${i} '${title}'. Leave one out, or rename it: { ...metric, name: 'mine' }.`,
        'metrics',
        metric,
      );
    }
    names.add(title);
    return typeof metric === 'function' ? averaged(metric) : metric;
  });
}

function isMetric(metric: unknown): metric is Metric | MetricFunction {
  if (typeof metric === 'function') return true;
  if (!isRecord(metric) || typeof metric['name'] !== 'string') return false;
  return ['update', 'result', 'reset'].every((method) => typeof metric[method] === 'function');
}
