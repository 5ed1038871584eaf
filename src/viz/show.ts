import { display, type MimeBundle } from '../core/display.ts';
import { modelToDot } from './dot.ts';
import type { DrawOptions } from './draw-options.ts';
import { dotToSvg } from './layout/dot-to-svg.ts';
import type { GraphModel } from './model.ts';
import type { TraceSubject } from './trace/options.ts';
import { traceAsync } from './trace/trace.ts';

/** A drawing that shows itself in a notebook. */
export class Drawing {
  readonly svg: string;

  constructor(svg: string) {
    this.svg = svg;
  }
}

// Declarations cannot name a method by a symbol of ours.
Object.defineProperty(Drawing.prototype, display, {
  value: function (this: Drawing): MimeBundle {
    return { 'image/svg+xml': this.svg, 'text/plain': `SVG of ${this.svg.length} characters` };
  },
});

/**
 * Draws a computation for a notebook cell; an SVG text, such as a plot, is taken as it is.
 *
 * @throws {LayoutError} if the layout takes too long.
 * @example
 * const x = tensor(2, { requiresGrad: true, label: 'x' });
 * const { svg } = await show(() => x.mul(3), { theme: 'book' });
 * svg.includes('</svg>'); // true
 */
export async function show(subject: TraceSubject | GraphModel | string, options: DrawOptions = {}): Promise<Drawing> {
  if (typeof subject === 'string') return new Drawing(subject);
  const model = isModel(subject) ? subject : await traceAsync(subject, options);
  return new Drawing(await dotToSvg(modelToDot(model, options), options.timeLimit));
}

function isModel(subject: TraceSubject | GraphModel): subject is GraphModel {
  return 'nodes' in subject && 'edges' in subject && 'groups' in subject;
}
