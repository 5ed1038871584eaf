/** What Graphviz is asked for. */
export interface LayoutRequest {
  readonly dot: string;
  readonly format: 'svg' | 'json';
  /** Attributes that hold where the DOT text has none of its own. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** What Graphviz gave, or why not. */
export type LayoutAnswer = { readonly output: string } | { readonly refused: string } | { readonly crashed: string };

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
export function answer(viz: Graphviz, { dot, format, attributes }: LayoutRequest): LayoutAnswer {
  try {
    const result = viz.render(dot, { format, engine: 'dot', graphAttributes: attributes });
    if (result.status === 'success') return { output: result.output };
    return { refused: result.errors.map(({ message }) => message).join('; ') };
  } catch (error) {
    return { crashed: String(error) };
  }
}
