import type { ViewerData } from './data.ts';
import { button, element } from './elements.ts';
import type { Reach } from './reach.ts';

/** What is known of a node, as a list. */
export function describeNode(data: ViewerData, reach: Reach, node: number, go: (node: number) => void): HTMLElement[] {
  const { title, formula, op, shape, dtype, value, gradient, modulePath, facts, role, pass, id } = data.nodes[node]!;
  const rows: (readonly [string, string])[] = [
    ['kind', role === 'op' ? `op ${op}${pass === 'backward' ? ' (backward)' : ''}` : role],
    ['id', id],
    ['formula', formula],
    ['shape', shape],
    ['dtype', dtype],
    ['value', value],
    ['gradient', gradient],
    ...data.edges.flatMap(({ to, derivative }) => (to === node ? [['derivative', derivative] as const] : [])),
    ['module', modulePath],
    ...facts,
  ];
  return [
    element('h2', { text: title }),
    list(rows),
    ...links(data, 'from', reach.inputs(node), go),
    ...links(data, 'goes to', reach.consumers(node), go),
  ];
}

/** What is known of a module. */
export function describeGroup(data: ViewerData, group: number): HTMLElement[] {
  const { label, path, ops, repeats, pass } = data.groups[group]!;
  const rows: (readonly [string, string])[] = [
    ['kind', path === '' ? 'repeated block' : `module${pass === 'backward' ? ' (backward)' : ''}`],
    ['path', path],
    ['ops', String(ops)],
    ['repeats', repeats > 1 ? String(repeats) : ''],
  ];
  return [element('h2', { text: label }), list(rows)];
}

function list(rows: readonly (readonly [string, string])[]): HTMLElement {
  const made = element('dl');
  for (const [name, text] of rows) if (text !== '') made.append(element('dt', { text: name }), element('dd', { text }));
  return made;
}

/** Neighbors that are listed; a parameter may have thousands. */
const mostLinks = 20;

function links(data: ViewerData, name: string, nodes: readonly number[], go: (node: number) => void): HTMLElement[] {
  if (nodes.length === 0) return [];
  const buttons = nodes.slice(0, mostLinks).map((node) => {
    const text = data.nodes[node]!.title.slice(0, 60);
    return button(text, `${name} ${text}`, () => go(node));
  });
  const more = nodes.length > mostLinks ? [element('span', { text: `and ${nodes.length - mostLinks} more` })] : [];
  return [element('div', { text: name }), element('div', { className: 'links' }, ...buttons, ...more)];
}
