import { ArgumentError } from '../core/errors.ts';
import type { Dataset } from '../data/dataset.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Module, type Layer } from '../nn/module.ts';
import { kindOf } from '../optim/check-parameters.ts';
import { batchesOf, isSource, type BatchSource } from './batches.ts';
import { averaged, metricsOf, type Metric, type MetricFunction } from './metric.ts';

/** Loss of a batch of outputs. */
export type Loss = (output: Tensor, target: Tensor) => Tensor;

/** What `evaluate` measures, and in which portions. */
export interface EvaluateOptions {
  /** A dataset, or a loader with settings of its own: it runs from where it stands, and stands there again after. */
  readonly data: Dataset | BatchSource;
  readonly loss?: Loss;
  readonly metrics?: readonly (Metric | MetricFunction)[];
  /** Of a dataset. Default 1000: nothing is kept for gradients. */
  readonly batchSize?: number;
}

/**
 * Loss and metrics of a model over a dataset, in evaluation mode, without a graph, and with nothing carried over from
 * before: stateful recurrent layers start from zeros. Modes and what layers carry are put back after.
 *
 * @throws {ArgumentError} if the data is empty or none, a metric is none, or two have one name.
 * @example
 * const measured = await evaluate(new Linear(2, 3), { data: spiral().train, loss: crossEntropy, metrics: [accuracy] });
 * Object.keys(measured); // ['loss', 'accuracy']
 */
export async function evaluate(
  model: Layer,
  { data, loss, metrics = [], batchSize = 1000 }: EvaluateOptions,
): Promise<Record<string, number>> {
  checkModel('evaluate', model);
  if (loss !== undefined) checkLoss('evaluate', loss);
  const losses = loss === undefined ? [] : [averaged(loss, 'loss')];
  const measures = [
    ...losses,
    ...metricsOf(
      'evaluate',
      metrics,
      losses.map(({ name }) => name),
    ),
  ];
  const batches = batchesOf('evaluate', 'data', data, { batchSize });
  const start = isSource(data) ? data.getState() : null;
  for (const measure of measures) measure.reset();
  const putBack = setAside(model);
  try {
    for await (const { x, y } of batches) {
      const tensors = [x, y];
      try {
        const output = scope(() => noGrad(() => model.forward(x)));
        tensors.push(output);
        for (const measure of measures) await measure.update(output, y);
      } finally {
        for (const tensor of tensors) tensor.dispose();
      }
    }
  } finally {
    putBack();
    if (start !== null) batches.setState(start as never);
  }
  return Object.fromEntries(measures.map((measure) => [measure.name, measure.result()]));
}

/** Models that are being evaluated: how often at once, and what puts them back after the last. */
const aside = new WeakMap<Module, { users: number; readonly putBack: () => void }>();

/** Two evaluations at once must not take each other's mode for the one to go back to. */
function setAside(model: Module): () => void {
  const held = aside.get(model) ?? { users: 0, putBack: model.setAside() };
  held.users++;
  aside.set(model, held);
  return () => {
    if (--held.users > 0) return;
    aside.delete(model);
    held.putBack();
  };
}

/** @throws {ArgumentError} unless it is a module. @internal */
export function checkModel(name: string, model: unknown): void {
  if (model instanceof Module) return;
  throw new ArgumentError(
    `${name}: model must be a Module: model ${kindOf(model)}. Pass new Sequential(...) or a class that extends Module.`,
    'model',
    model,
  );
}

/** @throws {ArgumentError} unless it is a function. @internal */
export function checkLoss(name: string, loss: unknown): void {
  if (typeof loss === 'function') return;
  throw new ArgumentError(
    `${name}: loss must be a function of output and target: loss ${kindOf(loss)}. Pass crossEntropy or mse.`,
    'loss',
    loss,
  );
}
