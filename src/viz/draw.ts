import { ArgumentError } from '../core/errors.ts';
import { modelToDot } from './dot.ts';
import type { DrawOptions } from './draw-options.ts';
import { modelToHtml } from './html/html.ts';
import { modelToJson } from './json.ts';
import { dotToSvg } from './layout/dot-to-svg.ts';
import { modelToMermaid } from './mermaid.ts';
import type { GraphModel } from './model.ts';
import { traceAsync } from './trace/trace.ts';
import type { TraceSubject } from './trace/options.ts';

type Writer = (model: GraphModel, options: DrawOptions) => string | Uint8Array | Promise<string | Uint8Array>;

const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>(
  Object.entries({
    svg: async (model, options) => dotToSvg(modelToDot(model, options), options.timeLimit),
    png: async (model, options) => {
      const { svgToPng } = await import('./svg-to-png.node.ts');
      return svgToPng(await dotToSvg(modelToDot(model, options), options.timeLimit));
    },
    html: modelToHtml,
    dot: modelToDot,
    mmd: modelToMermaid,
    json: modelToJson,
  }),
);

/** The endings that `draw` knows. @internal */
export const endings: readonly string[] = [...writers.keys()];

/**
 * Draws a computation into a file; the ending chooses the format: svg, png, html (a page to look around in), dot, mmd
 * (Mermaid), json.
 *
 * @throws {ArgumentError} for another ending.
 * @throws {LayoutError} if the layout of svg or png takes too long.
 * @example
 * const x = tensor(2, { requiresGrad: true, label: 'x' });
 * await draw(() => x.mul(3), 'out/graph.svg', { theme: 'book' });
 */
export async function draw(subject: TraceSubject, file: string, options: DrawOptions = {}): Promise<void> {
  const write = writers.get(/\.(\w+)$/.exec(file)?.[1]?.toLowerCase() ?? '');
  if (write === undefined) {
    throw new ArgumentError(`draw: unknown ending: file '${file}'. Use ${endings.map((ending) => `.${ending}`).join(', ')}.`, 'file', file);
  }
  // The page closes modules by itself and opens them again: it needs them whole.
  const { depth, ...whole } = options;
  const model = await traceAsync(subject, write === modelToHtml ? whole : options);
  const { writeFileIn } = await import('./write-file.node.ts');
  await writeFileIn(file, await write(model, { ...options, ...(depth === undefined ? {} : { depth }) }));
}
