import { digraph, toDot as printDot, type GraphBaseModel } from 'ts-graphviz';
import type { DrawOptions } from './draw-options.ts';
import { escapeLabel } from './escape.ts';
import { bookEdge, bookTitle, nodeLines } from './labels.ts';
import type { GraphModel, VizEdge, VizGroup, VizNode } from './model.ts';
import { themes, type Theme } from './themes.ts';
import { trace, traceAsync } from './trace/trace.ts';
import type { TraceSubject } from './trace/options.ts';

/**
 * A computation in Graphviz's DOT language.
 *
 * @example toDot(tensor(2, { requiresGrad: true, label: 'x' }).mul(3)).startsWith('digraph'); // true
 */
export function toDot(subject: TraceSubject, options: DrawOptions = {}): string {
  return modelToDot(trace(subject, options), options);
}

/**
 * `toDot` with the values of every device: those that are only read asynchronously (webgpu) are awaited.
 *
 * @example
 * import { toDotAsync } from 'megagrad/viz';
 *
 * (await toDotAsync(() => tensor(2, { requiresGrad: true }).mul(3))).includes('6'); // true
 */
export async function toDotAsync(subject: TraceSubject, options: DrawOptions = {}): Promise<string> {
  return modelToDot(await traceAsync(subject, options), options);
}

/** The DOT text of a model. */
export function modelToDot(model: GraphModel, options: DrawOptions = {}): string {
  let text = '';
  for (const chunk of dotChunks(model, options)) text += chunk;
  return text;
}

/** Nodes or edges that are printed at once: the printer's memory grows with what it is given. */
const chunkSize = 500;

/** The DOT text of a model in pieces, so that a large one is never in memory as a syntax tree. */
export function* dotChunks(model: GraphModel, options: DrawOptions = {}): Generator<string> {
  const theme = themes[options.theme ?? 'plain'];
  const drawing = new Drawing(model, theme, options);
  const head = printDot(drawing.head());
  yield `${head.slice(0, head.lastIndexOf('}')).trimEnd()}\n`;
  for (let i = 0; i < model.nodes.length; i += chunkSize) yield bodyOf(drawing.nodes(model.nodes.slice(i, i + chunkSize)));
  for (let i = 0; i < model.edges.length; i += chunkSize) yield bodyOf(drawing.edges(model.edges.slice(i, i + chunkSize)));
  yield `${bodyOf(drawing.ends())}}`;
}

/** The statements of a printed graph. */
function bodyOf(graph: GraphBaseModel): string {
  const text = printDot(graph, { convert: { maxASTNodes: Infinity } });
  const body = text.slice(text.indexOf('{') + 1, text.lastIndexOf('}')).trim();
  return body === '' ? '' : `  ${body}\n`;
}

class Drawing {
  readonly #model: GraphModel;
  readonly #theme: Theme;
  readonly #options: DrawOptions;
  readonly #book: boolean;
  readonly #groups: ReadonlyMap<string, VizGroup>;
  readonly #nodes: ReadonlyMap<string, VizNode>;
  /** Groups whose attributes are written. */
  readonly #written = new Set<string>();

  constructor(model: GraphModel, theme: Theme, options: DrawOptions) {
    this.#model = model;
    this.#theme = theme;
    this.#options = options;
    this.#book = options.theme === 'book';
    this.#groups = new Map(model.groups.map((group) => [group.id, group]));
    this.#nodes = this.#book ? new Map(model.nodes.map((node) => [node.id, node])) : new Map();
  }

  /** Attributes of the drawing. What most nodes have is the default. */
  head(): ReturnType<typeof digraph> {
    const { background, font, ink, edge, fills } = this.#theme;
    const drawn = digraph('computation', { rankdir: this.#options.direction ?? 'LR', bgcolor: background, fontname: font, fontcolor: ink });
    drawn.attributes.node.apply({
      fontname: font,
      fontsize: 11,
      color: ink,
      fontcolor: ink,
      style: 'filled',
      shape: this.#book ? 'circle' : 'box',
      fillcolor: fills.op,
    });
    drawn.attributes.edge.apply({ fontname: font, fontsize: 9, color: edge, fontcolor: ink, arrowsize: 0.6 });
    return drawn;
  }

  nodes(nodes: readonly VizNode[]): GraphBaseModel {
    const drawn = digraph();
    const clusters = new Map<string, GraphBaseModel>([['', drawn]]);
    for (const node of nodes) {
      const label = this.#book ? bookTitle(node) : nodeLines(node, this.#options).join('\n');
      this.#cluster(clusters, node.group).createNode(node.id, { label: escapeLabel(label), ...this.#look(node) });
    }
    return drawn;
  }

  edges(edges: readonly VizEdge[]): GraphBaseModel {
    const drawn = digraph();
    for (const edge of edges) {
      const label = this.#book ? bookEdge(this.#nodes.get(edge.from)!, edge, this.#options) : '';
      drawn.createEdge([edge.from, edge.to], {
        ...(label === '' ? {} : { label: escapeLabel(label) }),
        ...(edge.carried === true ? { style: 'dashed' as const, constraint: false } : {}),
      });
    }
    return drawn;
  }

  /** In the book the result goes out to the right. */
  ends(): GraphBaseModel {
    const drawn = digraph();
    for (const node of this.#book ? this.#model.nodes.filter(({ isOutput }) => isOutput) : []) {
      const end = `${node.id}out`;
      drawn.createNode(end, { shape: 'plaintext', label: escapeLabel(node.label) });
      drawn.createEdge([node.id, end], { label: escapeLabel(bookEdge(node, undefined, this.#options)) });
    }
    return drawn;
  }

  #look(node: VizNode): { shape?: 'plaintext' | 'ellipse' | 'folder' | 'box'; fillcolor?: Theme['ink']; peripheries?: number } {
    const { fills, backward } = this.#theme;
    const output = node.isOutput && !this.#book ? { peripheries: 2 } : {};
    if (node.role === 'op') return node.pass === 'backward' ? { fillcolor: backward, ...output } : output;
    if (node.role === 'module') return { shape: this.#book ? 'box' : 'folder', fillcolor: fills.module, ...output };
    return { shape: this.#book ? 'plaintext' : 'ellipse', fillcolor: fills[node.role], ...output };
  }

  /** The cluster of a group, made with those around it. A later chunk opens it again without attributes. */
  #cluster(clusters: Map<string, GraphBaseModel>, id: string): GraphBaseModel {
    const known = clusters.get(id);
    if (known !== undefined) return known;
    const group = this.#groups.get(id)!;
    const outer = this.#cluster(clusters, group.parent);
    const isNew = !this.#written.has(id);
    this.#written.add(id);
    const style = group.repeats === undefined ? 'rounded' : 'dashed';
    const text = group.path === '' ? group.label : group.repeats === undefined ? group.label : `${group.label} × ${group.repeats}`;
    const cluster = outer.createSubgraph(
      `cluster_${id}`,
      isNew ? { label: escapeLabel(text), color: this.#theme.ink, style, labeljust: 'l' } : {},
    );
    clusters.set(id, cluster);
    return cluster;
  }
}
