import { instance } from '@viz-js/viz';
import { tensor, type NestedArray, type Tensor, type TensorData } from '../src/index.ts';
import { evaluate } from '../src/ops/expr/evaluate.ts';
import { parse } from '../src/ops/expr/parse.ts';
import { modelToDot } from '../src/viz/dot.ts';
import type { GraphModel, VizEdge, VizNode } from '../src/viz/model.ts';
import { trace } from '../src/viz/trace/trace.ts';

const graphviz = instance();

/** A formula that was computed, forward and backward. */
export interface Computed {
  readonly model: GraphModel;
  readonly variables: ReadonlyMap<string, Tensor>;
  /** Steps of backward. */
  readonly steps: number;
  readonly text: string;
}

/** Lines of `name = value` as tensors that require gradients. */
export function readVariables(text: string): Map<string, Tensor> {
  const found = new Map<string, Tensor>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([\p{L}_][\p{L}\p{N}_]*)\s*=(.*)$/u.exec(line) ?? [];
    if (name === undefined || value === undefined) throw new Error(`Write name = value: ${line}`);
    found.set(name, tensor(JSON.parse(value) as TensorData, { dtype: 'float64', requiresGrad: true, label: name }));
  }
  return found;
}

/** Computes a formula, and the gradient of the sum of what it gives. */
export function compute(variablesText: string, formula: string): Computed {
  const variables = readVariables(variablesText);
  const program = parse([formula], new Set(variables.keys()));
  let result: NestedArray = [];
  const model = trace(
    () => {
      const y = evaluate(program, [], variables);
      result = y.toArray();
      if (y.requiresGrad) (y.size === 1 ? y : y.sum()).backward();
      return y;
    },
    { values: true },
  );
  const lines = [...variables].map(([name, { grad }]) => `d/d${name} = ${grad === null ? 'none' : JSON.stringify(grad.toArray())}`);
  const steps = Math.max(0, ...model.nodes.map(({ gradientStep }) => (gradientStep ?? -1) + 1));
  return { model, variables, steps, text: [`result = ${JSON.stringify(result)}`, ...lines].join('\n') };
}

/** The drawing after so many steps of backward. */
export async function drawAt({ model }: Computed, step: number): Promise<string> {
  const arrived = new Set(model.nodes.filter(({ gradientStep }) => gradientStep !== undefined && gradientStep < step).map(({ id }) => id));
  const nodes = model.nodes.map((node): VizNode => {
    const { gradient, ...rest } = node;
    return gradient !== undefined && arrived.has(node.id) ? { ...rest, gradient } : rest;
  });
  const edges = model.edges.map((edge): VizEdge => {
    const { gradient, ...rest } = edge;
    return gradient !== undefined && arrived.has(edge.to) ? { ...rest, gradient } : rest;
  });
  return (await graphviz).renderString(modelToDot({ ...model, nodes, edges }, { theme: 'book' }), { format: 'svg' });
}
