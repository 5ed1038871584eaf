import type { ViewerData } from './data.ts';

/** One moment: a node gets its value, or the gradient at a node is complete. */
export interface Moment {
  readonly pass: 'forward' | 'backward';
  readonly node: number;
  /** Edges into the node: values come in over them, gradients go out. */
  readonly edges: readonly number[];
}

/** The moments of a computation in their order: forward, then backward. */
export function momentsOf({ nodes, edges }: ViewerData): Moment[] {
  const into = new Map<number, number[]>();
  edges.forEach(({ to }, i) => {
    const known = into.get(to);
    if (known === undefined) into.set(to, [i]);
    else known.push(i);
  });
  const edgesOf = (node: number): readonly number[] => into.get(node) ?? [];
  const forward = nodes.flatMap(({ role, pass }, node): Moment[] =>
    pass === 'forward' && role === 'op' ? [{ pass: 'forward', node, edges: edgesOf(node) }] : [],
  );
  const backward = nodes
    .flatMap(({ gradientStep, pass }, node) => (gradientStep >= 0 && pass === 'forward' ? [{ node, gradientStep }] : []))
    .sort((a, b) => a.gradientStep - b.gradientStep)
    .map(({ node }): Moment => ({ pass: 'backward', node, edges: edgesOf(node) }));
  return [...forward, ...backward];
}

/** Says what happens: `forward 3 of 12: y = a × b = 6`. */
export function describeMoment(data: ViewerData, moments: readonly Moment[], at: number): string {
  const moment = moments[at];
  if (moment === undefined) return moments.length === 0 ? 'there is nothing to play' : 'before the first step';
  const node = data.nodes[moment.node]!;
  const where = `${moment.pass} (step ${at + 1} of ${moments.length})`;
  if (moment.pass === 'forward') return `${where}: ${node.formula}${node.value === '' ? '' : ` = ${node.value}`}`;
  const parts = moment.edges.flatMap((edge) => {
    const { from, gradient } = data.edges[edge]!;
    return gradient === '' ? [] : [`${gradient} to ${data.nodes[from]!.title}`];
  });
  const arrived = `gradient of ${node.title}${node.gradient === '' ? '' : ` is ${node.gradient}`}`;
  return `${where}: ${arrived}${parts.length === 0 ? '' : `; it hands on ${parts.join(', ')}`}`;
}
