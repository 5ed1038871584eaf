import { MegagradError } from '../../core/errors.ts';
import { dotToSvg } from '../layout/dot-to-svg.ts';
import { rangeText, type ValueRange } from './range.ts';

/** The first NaN or infinity of a computation. */
export interface Anomaly {
  readonly pass: 'forward' | 'backward';
  readonly kind: 'NaN' | 'Infinity';
  /** The op that made it, in backward the op whose gradient it is; '' for a tensor that came with it. */
  readonly op: string;
  /** In backward, the operand whose gradient is not finite. */
  readonly operand: string;
  /** Dotted path of the module, '' outside. */
  readonly modulePath: string;
  /** Where the op was called: `file:line:column`. */
  readonly source: string | undefined;
  /** What the op took, by name; in backward also `g`, the gradient that came to it. */
  readonly inputs: Readonly<Record<string, ValueRange>>;
  readonly output: ValueRange;
  /** What led to it as DOT: NaN vermilion, infinite orange, finite blue. */
  readonly dot: string;
}

/** Names the op in which a computation left the finite numbers, and draws what led to it. */
export class AnomalyError extends MegagradError {
  readonly anomaly: Anomaly;

  constructor(anomaly: Anomaly) {
    super(textOf(anomaly));
    this.anomaly = anomaly;
  }

  /** The drawing as SVG. */
  toSvg(): Promise<string> {
    return dotToSvg(this.anomaly.dot);
  }

  override get name(): string {
    return 'AnomalyError';
  }
}

function textOf({ pass, kind, op, operand, modulePath, source, inputs, output }: Anomaly): string {
  const what =
    op === '' ? `a tensor that no op made has it` : pass === 'forward' ? `first in ${op}` : `first in the gradient of ${op}'s '${operand}'`;
  const where = [modulePath === '' ? '' : ` in ${modulePath}`, source === undefined ? '' : ` at ${source}`].join('');
  const took = Object.entries(inputs).map(([name, range]) => `${name} ${rangeText(range)}`);
  return `detectAnomaly: ${kind} in ${pass}, ${what}${where}: ${[...took, `${pass === 'forward' ? 'output' : 'gradient'} ${rangeText(output)}`].join('; ')}. Keep its operands inside the domain.`;
}
