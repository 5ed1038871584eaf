import { Error as ErrorsOnly, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * A Vega-Lite specification as SVG.
 *
 * @example await specToSvg({ data: { values: [{ x: 1, y: 2 }] }, mark: 'point', encoding: {} });
 */
export async function specToSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none', logLevel: ErrorsOnly });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
}
