import type { GraphModel } from './model.ts';

/**
 * A model as JSON, one node or edge a line. NaN and infinities, which JSON has not, are the strings 'NaN', 'Infinity' and '-Infinity'.
 *
 * @example
 * import { trace } from 'megagrad/viz';
 *
 * JSON.parse(modelToJson(trace(tensor(2, { requiresGrad: true }).mul(3)))).nodes.length; // 3
 */
export function modelToJson(model: GraphModel): string {
  const lists = Object.entries(model).map(([name, items]) => {
    const lines = (items as readonly unknown[]).map((item) => `    ${JSON.stringify(item, plainValue)}`);
    return `  "${name}": [\n${lines.join(',\n')}\n  ]`;
  });
  return `{\n${lists.join(',\n')}\n}\n`;
}

/** What JSON can hold of a value: functions and regular expressions among attributes go by their text. */
export function plainValue(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return String(value);
  return value;
}
