import { digraph, toDot as printDot, type GraphBaseModel } from 'ts-graphviz';
import { format } from '../core/shape.ts';
import { escapeLabel } from './escape.ts';
import type { GraphModel, VizNode } from './model.ts';
import { valuesText } from './number-text.ts';
import { themes, type Theme, type ThemeName } from './themes.ts';
import { trace, type TraceOptions, type TraceSubject } from './trace.ts';

/** How a graph is drawn. */
export interface DrawOptions extends TraceOptions {
  /** `plain` boxes and clusters; `book`: circles, values above the edges, derivatives below; `dark`. Default plain. */
  readonly theme?: ThemeName;
  /** `LR`: left to right (default), `TB`: top to bottom. */
  readonly direction?: 'LR' | 'TB';
}

/**
 * A computation in Graphviz's DOT language.
 *
 * @example toDot(tensor(2, { requiresGrad: true, label: 'x' }).mul(3)).startsWith('digraph'); // true
 */
export function toDot(subject: TraceSubject, options: DrawOptions = {}): string {
  return modelToDot(trace(subject, options), options);
}

/** The DOT text of a model. */
export function modelToDot(model: GraphModel, options: DrawOptions = {}): string {
  const theme = themes[options.theme ?? 'plain'];
  const drawn = digraph('computation', { rankdir: options.direction ?? 'LR', bgcolor: theme.background, fontname: theme.font, fontcolor: theme.ink });
  drawn.attributes.node.apply({ fontname: theme.font, fontsize: 11, color: theme.ink, fontcolor: theme.ink });
  drawn.attributes.edge.apply({ fontname: theme.font, fontsize: 9, color: theme.edge, fontcolor: theme.ink, arrowsize: 0.6 });
  const clusters = new Map<string, GraphBaseModel>([['', drawn]]);
  const book = options.theme === 'book';
  for (const node of model.nodes) {
    clusterOf(clusters, node.modulePath, theme.ink).createNode(node.id, {
      label: escapeLabel(book ? bookLabel(node) : plainLabel(node)),
      style: 'filled',
      fillcolor: theme.fills[node.role],
      shape: node.role === 'op' ? (book ? 'circle' : 'box') : book ? 'plaintext' : 'ellipse',
    });
  }
  const byId = new Map(model.nodes.map((node) => [node.id, node]));
  for (const { from, to } of model.edges) drawn.createEdge([from, to], book ? bookEdge(byId.get(from)!) : {});
  if (book) {
    for (const node of model.nodes.filter(({ isOutput }) => isOutput)) {
      const end = `${node.id}out`;
      drawn.createNode(end, { shape: 'plaintext', label: escapeLabel(node.label) });
      drawn.createEdge([node.id, end], bookEdge(node));
    }
  }
  return printDot(drawn, { convert: { maxASTNodes: Infinity } });
}

/** The cluster of a module path, made with those around it. */
function clusterOf(clusters: Map<string, GraphBaseModel>, path: string, color: Theme['ink']): GraphBaseModel {
  const known = clusters.get(path);
  if (known !== undefined) return known;
  const outer = clusterOf(clusters, path.slice(0, Math.max(0, path.lastIndexOf('.'))), color);
  const cluster = outer.createSubgraph(`cluster_${clusters.size}`, { label: escapeLabel(path), color, style: 'rounded', labeljust: 'l' } as never);
  clusters.set(path, cluster);
  return cluster;
}

function plainLabel(node: VizNode): string {
  const lines = [node.op === '' ? node.label || (node.value?.all?.length === 1 ? '' : node.role) : node.label === '' ? node.op : `${node.label} = ${node.op}`];
  if (node.shape !== null && node.shape.length > 0) lines.push(format(node.shape));
  if (node.value !== undefined) lines.push(valuesText(node.value, node.shape));
  if (node.gradient !== undefined) lines.push(`grad ${valuesText(node.gradient, node.shape)}`);
  return lines.filter((line) => line !== '').join('\n');
}

const signs: Readonly<Record<string, string>> = { add: '+', sub: '−', mul: '×', div: '/', matMul: '@', pow: '^' };

function bookLabel(node: VizNode): string {
  if (node.role === 'op') return signs[node.op] ?? node.op;
  return node.label === '' && node.value === undefined ? node.role : node.label;
}

/** Value above the edge, derivative below it. */
function bookEdge(node: VizNode): { label?: string } {
  const above = node.value === undefined ? '' : valuesText(node.value, node.shape);
  const below = node.gradient === undefined ? '' : valuesText(node.gradient, node.shape);
  return above === '' && below === '' ? {} : { label: escapeLabel(`${above}\n${below}`) };
}
