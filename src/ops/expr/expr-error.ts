import { MegagradError } from '../../core/errors.ts';

/** A formula that cannot be read, or an op in it that failed; it points at the character. */
export class ExprError extends MegagradError {
  /** The formula, its holes as `${0}`, `${1}`, ... */
  readonly source: string;
  /** Where in `source` it went wrong, from 0. */
  readonly position: number;

  constructor(problem: string, source: string, position: number, options?: ErrorOptions) {
    super(`expr: ${problem}\n\n${pointer(source, position)}`, options);
    this.source = source;
    this.position = position;
  }

  override get name(): string {
    return 'ExprError';
  }
}

/** The line of the position, and a caret below the character. */
function pointer(source: string, position: number): string {
  const start = source.lastIndexOf('\n', position - 1) + 1;
  const end = source.indexOf('\n', position);
  const line = source.slice(start, end < 0 ? source.length : end);
  const before = line.slice(0, position - start).replace(/[^\t]/gu, ' ');
  return `  ${line}\n  ${before}^`;
}
