import { checkLoss } from './evaluate.ts';
import { averaged, type Metric, type MetricFunction } from './metric.ts';

/**
 * e to the mean loss per sample: for a language model, how many words it wavers between. `loss` must be a mean of
 * natural-logarithm cross-entropies.
 *
 * @throws {ArgumentError} if the loss is no function.
 * @example perplexity(crossEntropy).name; // 'perplexity'
 */
export function perplexity(loss: MetricFunction): Metric {
  checkLoss('perplexity', loss);
  const mean = averaged(loss, 'perplexity');
  return { ...mean, result: () => Math.exp(mean.result()) };
}
