import { layout } from './layout.ts';

/**
 * Lays out DOT as SVG, without a Graphviz on the machine, in a worker.
 *
 * @param timeLimit seconds for the layout, and again for a cheaper one. Default 60.
 * @throws {LayoutError} with Graphviz's words if the DOT text is not valid, or if the layout takes too long.
 */
export async function dotToSvg(dot: string, timeLimit?: number): Promise<string> {
  const [svg] = await layout([dot], 'svg', timeLimit);
  return svg!;
}
