import { Error as ErrorsOnly, parse, View, type Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * A Vega-Lite specification as SVG.
 *
 * @example await specToSvg({ data: { values: [{ x: 1, y: 2 }] }, mark: 'point', encoding: {} });
 */
export function specToSvg(spec: TopLevelSpec): Promise<string> {
  return vegaToSvg(compile(spec).spec);
}

/** A specification in Vega itself, for what Vega-Lite does not say. */
export async function vegaToSvg(spec: Spec): Promise<string> {
  const view = new View(parse(spec), { renderer: 'none', logLevel: ErrorsOnly });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
