/** Formats that drawings are made from: `plain` is a line of numbers for each node and edge. */
export type LayoutFormat = 'svg' | 'plain';

/** What Graphviz is asked for. */
export interface LayoutRequest {
  /** Graphs to lay out, each by itself. */
  readonly dots: readonly string[];
  readonly format: LayoutFormat;
  /** Attributes that hold where the DOT text has none of its own. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** What Graphviz gave, or why not. */
export type LayoutAnswer = { readonly outputs: readonly string[] } | { readonly refused: string } | { readonly crashed: string };

/** The part of @viz-js/viz that a layout needs. */
interface Graphviz {
  render(
    dot: string,
    options: { readonly format: string; readonly engine: string; readonly graphAttributes: Readonly<Record<string, string | number>> },
  ):
    | { readonly status: 'success'; readonly output: string }
    | { readonly status: 'failure'; readonly output: undefined; readonly errors: readonly { readonly message: string }[] };
}

/** Lays out with an instance of Graphviz. After `crashed` the instance is not to be used again. */
export function answer(viz: Graphviz, { dots, format, attributes }: LayoutRequest): LayoutAnswer {
  const outputs: string[] = [];
  try {
    for (const dot of dots) {
      const result = viz.render(dot, { format, engine: 'dot', graphAttributes: attributes });
      if (result.status === 'failure') return { refused: result.errors.map(({ message }) => message).join('; ') };
      outputs.push(result.output);
    }
  } catch (error) {
    return { crashed: String(error) };
  }
  return { outputs };
}
