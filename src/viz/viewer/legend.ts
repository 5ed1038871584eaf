import type { ViewerData, ViewerNode } from './data.ts';
import { element } from './elements.ts';

/** What the colors that occur mean, a line each. */
export function legendOf({ nodes, groups, theme }: ViewerData): HTMLElement[] {
  const fills = new Map<string, string>();
  for (const node of nodes)
    fills.set(nameOf(node), node.role === 'op' && node.pass === 'backward' ? theme.backward : theme.fills[node.role]);
  if (groups.length > 0) fills.set('module', theme.fills.module);
  return Array.from(fills, ([name, fill]) => {
    const isLeaf = !name.startsWith('op') && name !== 'module';
    const swatch = element('span', { className: isLeaf ? 'swatch leaf' : 'swatch' });
    swatch.style.background = fill;
    const line = element('div', { className: 'look' }, swatch);
    line.append(name);
    return line;
  });
}

function nameOf({ role, pass }: ViewerNode): string {
  return role === 'op' && pass === 'backward' ? 'op of backward' : role;
}
