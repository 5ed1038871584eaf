import { digraph, toDot as printDot, type GraphBaseModel } from 'ts-graphviz';
import { checkOptions } from './check-options.ts';
import type { DrawOptions } from './draw-options.ts';
import { escapeLabel } from './escape.ts';
import { bookEdge, bookTitle, nodeLines, type BookEdge } from './labels.ts';
import type { GraphModel, ShownValues, VizEdge, VizGroup, VizNode } from './model.ts';
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
  checkOptions('toDot', options);
  const theme = themes[options.theme ?? 'plain'];
  const drawing = new Drawing(model, theme, options);
  const head = printDot(drawing.head());
  yield `${head.slice(0, head.lastIndexOf('}')).trimEnd()}\n`;
  for (let i = 0; i < model.nodes.length; i += chunkSize) yield bodyOf(drawing.nodes(model.nodes.slice(i, i + chunkSize)));
  for (let i = 0; i < model.edges.length; i += chunkSize) yield bodyOf(drawing.edges(model.edges.slice(i, i + chunkSize)));
  yield bodyOf(drawing.ends());
  if (options.legend === true) yield bodyOf(drawing.legend());
  yield '}';
}

/** The statements of a printed graph. */
function bodyOf(graph: GraphBaseModel): string {
  const text = printDot(graph, { convert: { maxASTNodes: Infinity } });
  const body = text.slice(text.indexOf('{') + 1, text.lastIndexOf('}')).trim();
  return body === '' ? '' : `  ${body}\n`;
}

/** Longest name of an op that is drawn in a circle; longer ones get an ellipse. */
const longestInCircle = 5;

/** About the width of a character of the edges' labels, in points. */
const characterWidth = 5;

/** Derivatives in the book's drawings: a vermilion that is dark enough for small letters, 6.6 to 1 on white. */
const derivativeInk = '#a33c00';

interface Look {
  readonly shape?: 'plaintext' | 'ellipse' | 'folder' | 'box';
  readonly fillcolor?: Theme['ink'];
  readonly peripheries?: number;
  readonly style?: 'filled,dashed';
}

class Drawing {
  readonly #model: GraphModel;
  readonly #theme: Theme;
  readonly #options: DrawOptions;
  readonly #book: boolean;
  readonly #isVertical: boolean;
  readonly #groups: ReadonlyMap<string, VizGroup>;
  readonly #nodes: ReadonlyMap<string, VizNode>;
  /** In the book: gradients of nodes whose only edge has none of its own. */
  readonly #handedOn: ReadonlyMap<string, ShownValues>;
  /** Groups whose attributes are written. */
  readonly #written = new Set<string>();
  /** Edges of the book that are written with a value above and a derivative below. */
  #middles = 0;

  constructor(model: GraphModel, theme: Theme, options: DrawOptions) {
    this.#model = model;
    this.#theme = theme;
    this.#options = options;
    this.#book = options.theme === 'book';
    this.#isVertical = options.direction === 'TB';
    this.#groups = new Map(model.groups.map((group) => [group.id, group]));
    this.#nodes = this.#book ? new Map(model.nodes.map((node) => [node.id, node])) : new Map();
    this.#handedOn = this.#book ? gradientsOverOneEdge(model) : new Map();
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
    const clusters = new Map<string, GraphBaseModel>([['', drawn]]);
    for (const edge of edges) {
      if (this.#book) {
        const [from, to] = [this.#nodes.get(edge.from)!, this.#nodes.get(edge.to)!];
        const shown = bookEdge(from, edge.gradient ?? this.#handedOn.get(edge.from), this.#options);
        this.#bookEdge(this.#cluster(clusters, this.#groupAround(from.group, to.group)), edge, shown);
      } else {
        drawn.createEdge([edge.from, edge.to], carriedLook(edge));
      }
    }
    return drawn;
  }

  /** In the book the result goes out to the right. */
  ends(): GraphBaseModel {
    const drawn = digraph();
    for (const node of this.#book ? this.#model.nodes.filter(({ isOutput }) => isOutput) : []) {
      const end = `${node.id}out`;
      drawn.createNode(end, { shape: 'plaintext', label: escapeLabel(node.label) });
      this.#bookEdge(drawn, { from: node.id, to: end }, bookEdge(node, node.gradient, this.#options));
    }
    return drawn;
  }

  /** What the looks that occur mean. */
  legend(): GraphBaseModel {
    const drawn = digraph();
    const box = drawn.createSubgraph('cluster_legend', { label: 'legend', color: this.#theme.ink, style: 'dotted', labeljust: 'l' });
    const kinds = new Map<string, VizNode>();
    for (const node of this.#model.nodes) if (!kinds.has(kindOf(node))) kinds.set(kindOf(node), node);
    for (const [kind, node] of kinds)
      box.createNode(`legend${box.nodes.length}`, { label: kind, ...this.#look({ ...node, isOutput: false }) });
    if (this.#book && this.#model.nodes.some(({ gradient }) => gradient !== undefined))
      box.createNode('legendEdge', { shape: 'plain', style: 'solid', fontsize: 9, label: this.#besideRule(['value'], 'derivative') });
    return drawn;
  }

  /** A value alone stands above its edge. With a derivative the edge runs between the two, as a rule of a table does. */
  #bookEdge(drawn: GraphBaseModel, edge: Pick<VizEdge, 'from' | 'to' | 'carried'>, { above, below }: BookEdge): void {
    if (below === '') {
      // The empty line lifts the others off the edge.
      const label = above.length === 0 ? {} : { label: escapeLabel([...above, ''].join('\n')) };
      drawn.createEdge([edge.from, edge.to], { ...label, ...carriedLook(edge) });
      return;
    }
    const middle = `e${this.#middles++}`;
    drawn.createNode(middle, { shape: 'plain', style: 'solid', fontsize: 9, label: this.#besideRule(above, below) });
    drawn.createEdge([edge.from, middle], { arrowhead: 'none', headport: this.#isVertical ? 'n' : 'w', ...carriedLook(edge) });
    drawn.createEdge([middle, edge.to], { tailport: this.#isVertical ? 's' : 'e', ...carriedLook(edge) });
  }

  /** A table of two cells with a rule in the middle, which goes on as an edge on both sides. Numbers only: nothing to escape. */
  #besideRule(above: readonly string[], below: string): `<${string}>` {
    const derivative = `<font color="${derivativeInk}">${below}</font>`;
    // Both cells as large as the larger one: edges end in the middle. An odd number of points would leave a gap to them.
    const lines = '<br/> '.repeat(Math.max(0, above.length - 1));
    const longest = Math.max(...above.map(({ length }) => length), below.length);
    const width = `width="${4 + 2 * Math.ceil((longest * characterWidth) / 2)}"`;
    const rows = this.#isVertical
      ? `<tr><td ${width} align="right">${above.join('<br/>')}</td><vr/><td ${width} align="left">${derivative}</td></tr>`
      : `<tr><td ${width}>${above.join('<br/>')}</td></tr><hr/><tr><td>${derivative}${lines}</td></tr>`;
    return `<<table border="0" cellborder="0" cellspacing="0" cellpadding="2">${rows}</table>>`;
  }

  #look(node: VizNode): Look {
    const { fills, backward } = this.#theme;
    const output = node.isOutput && !this.#book ? { peripheries: 2 } : {};
    if (node.role === 'op') {
      const shape = this.#book && bookTitle(node).length > longestInCircle ? { shape: 'ellipse' as const } : {};
      return node.pass === 'backward' ? { fillcolor: backward, ...shape, ...output } : { ...shape, ...output };
    }
    if (node.role === 'module') return { shape: this.#book ? 'box' : 'folder', fillcolor: fills.module, ...output };
    const learns = node.role !== 'parameter' || node.requiresGrad || this.#book ? {} : { style: 'filled,dashed' as const };
    return { shape: this.#book ? 'plaintext' : 'ellipse', fillcolor: fills[node.role], ...learns, ...output };
  }

  /** The innermost group around both. */
  #groupAround(a: string, b: string): string {
    const around = new Set([...this.#outward(a)]);
    for (const id of this.#outward(b)) if (around.has(id)) return id;
    return '';
  }

  *#outward(id: string): Generator<string> {
    for (let group = this.#groups.get(id); group !== undefined; group = this.#groups.get(group.parent)) yield group.id;
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
    const cluster = outer.createSubgraph(
      `cluster_${id}`,
      isNew ? { label: escapeLabel(group.label), color: this.#theme.ink, style, labeljust: 'l' } : {},
    );
    clusters.set(id, cluster);
    return cluster;
  }
}

function carriedLook({ carried }: Pick<VizEdge, 'carried'>): { style?: 'dashed'; constraint?: boolean } {
  return carried === true ? { style: 'dashed', constraint: false } : {};
}

/** What a node is, as the legend says it. */
function kindOf({ role, pass, requiresGrad }: VizNode): string {
  if (role === 'op') return pass === 'backward' ? 'op of backward' : 'op';
  if (role === 'gradient') return 'gradient';
  return role === 'parameter' && !requiresGrad ? 'parameter, frozen' : role;
}

/** Gradients of tensors (as `.grad` gives them) that came back over one edge, since there is no other. */
function gradientsOverOneEdge({ nodes, edges }: GraphModel): Map<string, ShownValues> {
  const uses = new Map<string, number>();
  const split = new Set<string>();
  for (const { from, gradient } of edges) {
    uses.set(from, (uses.get(from) ?? 0) + 1);
    if (gradient !== undefined) split.add(from);
  }
  return new Map(
    nodes.flatMap(({ id, gradient }) => (gradient === undefined || split.has(id) || uses.get(id) !== 1 ? [] : [[id, gradient] as const])),
  );
}
