import { instance, type Viz } from '@viz-js/viz';
import { MegagradError } from '../core/errors.ts';

let shared: Promise<Viz> | undefined;

/**
 * Lays out DOT as SVG, without a Graphviz on the machine.
 *
 * @throws {MegagradError} with Graphviz's words if the DOT text is not valid.
 */
export async function dotToSvg(dot: string): Promise<string> {
  shared ??= instance();
  const viz = await shared;
  const result = viz.render(dot, { format: 'svg', engine: 'dot' });
  if (result.status === 'failure') {
    throw new MegagradError(`draw: Graphviz refused the graph: ${result.errors.map(({ message }) => message).join('; ')}.`);
  }
  return result.output;
}
