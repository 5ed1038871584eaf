import { checkOptions } from './check-options.ts';
import type { DrawOptions } from './draw-options.ts';
import { nodeLines } from './labels.ts';
import type { GraphModel, VizGroup, VizNode } from './model.ts';
import { themes } from './themes.ts';

/**
 * A model in the language of Mermaid, which GitHub, Markdown viewers and notebooks draw.
 *
 * Mermaid itself refuses texts over 50,000 characters and more than 500 edges unless it is told otherwise: close modules
 * with `depth` or fold.
 *
 * @example
 * import { trace } from 'megagrad/viz';
 *
 * modelToMermaid(trace(tensor(2, { requiresGrad: true }).mul(3))).startsWith('flowchart LR'); // true
 */
export function modelToMermaid(model: GraphModel, options: DrawOptions = {}): string {
  checkOptions('modelToMermaid', options);
  const { fills, backward, ink } = themes[options.theme ?? 'plain'];
  const lines = [`flowchart ${options.direction ?? 'LR'}`];
  const inside = new Map<string, (VizNode | VizGroup)[]>();
  const add = (place: string, item: VizNode | VizGroup): void => {
    const known = inside.get(place);
    if (known === undefined) inside.set(place, [item]);
    else known.push(item);
  };
  for (const group of model.groups) add(group.parent, group);
  for (const node of model.nodes) add(node.group, node);
  const write = (place: string, indent: string): void => {
    for (const item of inside.get(place) ?? []) {
      if ('role' in item) {
        lines.push(
          `${indent}${shaped(item, mermaidLabel(nodeLines(item, options).join('\n')))}:::${item.role === 'op' ? item.pass : item.role}`,
        );
      } else {
        lines.push(`${indent}subgraph ${item.id}_["${mermaidLabel(item.label)}"]`);
        write(item.id, `${indent}  `);
        lines.push(`${indent}end`);
      }
    }
  };
  write('', '  ');
  for (const { from, to, carried } of model.edges) lines.push(`  ${from} ${carried === true ? '-.->' : '-->'} ${to}`);
  const looks = { forward: fills.op, backward, ...fills };
  for (const [name, fill] of Object.entries(looks))
    if (name !== 'op') lines.push(`  classDef ${name} fill:${String(fill)},stroke:${String(ink)},color:${String(ink)}`);
  return `${lines.join('\n')}\n`;
}

function shaped({ id, role }: VizNode, label: string): string {
  if (role === 'op') return `${id}["${label}"]`;
  return role === 'module' ? `${id}[["${label}"]]` : `${id}(["${label}"])`;
}

/** Characters that mean nothing to Mermaid, Markdown and HTML stay; the others become entity codes. */
function mermaidLabel(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replace(/[^\p{L}\p{N} \n.,()=+…−×∂∞[\]/-]/gu, (character) => `#${character.codePointAt(0)!};`)
    .replace(/\n/g, '<br/>');
  return escaped === '' ? ' ' : escaped;
}
