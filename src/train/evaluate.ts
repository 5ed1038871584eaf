import { DataLoader, type DataLoaderOptions } from '../data/data-loader.ts';
import type { Dataset } from '../data/dataset.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Layer } from '../nn/module.ts';
import { averaged, type Metric, type MetricFunction } from './metric.ts';

/** Loss of a batch of outputs. */
export type Loss = (output: Tensor, target: Tensor) => Tensor;

/** What `evaluate` measures, and in which portions. */
export interface EvaluateOptions {
  readonly data: Dataset;
  readonly loss?: Loss;
  readonly metrics?: readonly (Metric | MetricFunction)[];
  /** Default 1000: nothing is kept for gradients. */
  readonly batchSize?: number;
}

/**
 * Loss and metrics of a model over a dataset, in evaluation mode and without a graph. The mode is put back after.
 *
 * @example
 * const measured = await evaluate(new Linear(2, 3), { data: spiral().train, loss: crossEntropy, metrics: [accuracy] });
 * Object.keys(measured); // ['loss', 'accuracy']
 */
export async function evaluate(
  model: Layer,
  { data, loss, metrics = [], batchSize = 1000 }: EvaluateOptions,
): Promise<Record<string, number>> {
  const measures = [...(loss === undefined ? [] : [averaged(named('loss', loss))]), ...metrics.map(metricOf)];
  for (const measure of measures) measure.reset();
  const wasTraining = model.training;
  model.eval();
  try {
    const options: DataLoaderOptions = { batchSize };
    for await (const { x, y } of new DataLoader(data, options)) {
      const output = scope(() => noGrad(() => model.forward(x)));
      for (const measure of measures) await measure.update(output, y);
      for (const tensor of [x, y, output]) tensor.dispose();
    }
  } finally {
    model.train(wasTraining);
  }
  return Object.fromEntries(measures.map((measure) => [measure.name, measure.result()]));
}

/** @internal */
export function metricOf(metric: Metric | MetricFunction): Metric {
  return typeof metric === 'function' ? averaged(metric) : metric;
}

/** A function under another name. */
function named(name: string, fn: MetricFunction): MetricFunction {
  return Object.defineProperty((output: Tensor, target: Tensor) => fn(output, target), 'name', { value: name });
}
