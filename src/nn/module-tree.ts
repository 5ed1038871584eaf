import { format } from '../core/shape.ts';
import type { Parameter } from '../graph/parameter.ts';
import { formatPartial, LazyParameter } from './lazy-parameter.ts';
import type { Module } from './module.ts';

/** A module and those below it, a line each with the parameters that they have. @internal */
export function treeOf(module: Module): string {
  const lines: string[] = [];
  const visit = (name: string, each: Module, depth: number, above: readonly Module[]): void => {
    const tensors = each.ownTensors().map(([own, tensor]) => `${own} ${shapeOf(tensor)}`);
    const head = `${name === '' ? '' : `${name}: `}${each.kind}`;
    lines.push(`${'  '.repeat(depth)}${[head, tensors.join(', ')].filter((part) => part !== '').join(' ')}`);
    if (above.includes(each)) return;
    for (const [own, child] of each.namedChildren()) visit(own, child, depth + 1, [...above, each]);
  };
  visit('', module, 0, []);
  return lines.join('\n');
}

function shapeOf(tensor: Parameter): string {
  if (tensor instanceof LazyParameter && tensor.isPending) return formatPartial(tensor.pattern);
  return tensor.isDisposed ? '(disposed)' : format(tensor.shape);
}
