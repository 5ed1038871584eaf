import { digraph, toDot } from 'ts-graphviz';
import { escapeLabel } from '../escape.ts';
import { isFiniteRange, rangeText, type ValueRange } from './range.ts';
import type { Step } from './step.ts';

/** Okabe and Ito's vermilion, orange and light blue: told apart by color-blind readers. The words say it too. */
const fills = { nan: '#d55e00', infinite: '#e69f00', finite: '#cfe8f7' } as const;

/** More would not be read; those nearest to the anomaly are drawn. */
const most = 60;

/** What led to an anomaly: in forward the ancestors of `end`; in backward also what its gradient came through. */
export function sliceToDot(end: Step, steps: readonly Step[], isBackward: boolean): string {
  const drawn = isBackward ? new Set([...nearest(end, most / 2), ...descendants(end, steps)]) : nearest(end, most);
  const ids = new Map([...steps].filter((step) => drawn.has(step)).map((step, i) => [step, `n${i}`]));
  const graph = digraph('anomaly', { rankdir: 'LR' });
  graph.attributes.node.apply({ shape: 'box', style: 'filled', fontname: 'Helvetica', fontsize: 11 });
  graph.attributes.edge.apply({ arrowsize: 0.6 });
  for (const [step, id] of ids) {
    graph.createNode(id, {
      label: escapeLabel(linesOf(step).join('\n')),
      fillcolor: fillOf(isBackward ? (step.gradient ?? step.value) : step.value),
      ...(step === end ? { penwidth: 3 } : {}),
    });
  }
  for (const [step, id] of ids) {
    for (const { step: operand } of step.operands) {
      const from = ids.get(operand);
      if (from !== undefined) graph.createEdge([from, id]);
    }
  }
  return toDot(graph);
}

function linesOf({ op, label, modulePath, source, value, gradient }: Step): string[] {
  const name = [label, op].filter(Boolean).join(' = ') || 'input';
  const derivative = gradient === undefined ? [] : [`gradient ${rangeText(gradient)}`];
  return [modulePath === '' ? name : `${name} (${modulePath})`, rangeText(value), ...derivative, ...(source === undefined ? [] : [source])];
}

function fillOf(range: ValueRange): (typeof fills)[keyof typeof fills] {
  return range.nans > 0 ? fills.nan : isFiniteRange(range) ? fills.finite : fills.infinite;
}

/** A step and the nearest of those that it was computed from. */
function nearest(end: Step, count: number): Set<Step> {
  const found = new Set([end]);
  for (const step of found) {
    for (const { step: operand } of step.operands) if (found.size < count) found.add(operand);
  }
  return found;
}

/** The nearest steps over which a gradient came to this one, with what else they took. */
function descendants(end: Step, steps: readonly Step[]): Set<Step> {
  const found = new Set([end]);
  for (const step of steps) {
    if (found.size < most / 2 && step.gradient !== undefined && step.operands.some((operand) => found.has(operand.step))) found.add(step);
  }
  return found;
}
