import { MegagradError } from '../core/errors.ts';

/** An op that breaks its contract. `cause` is what was found in the smallest failing case. */
export class OpCheckError extends MegagradError {
  readonly op: string;
  /** Hand these to `checkOp` to run the failing case again. */
  readonly seed: number | undefined;
  readonly path: string | undefined;
  constructor(
    message: string,
    op: string,
    replay: { readonly seed?: number; readonly path?: string | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.op = op;
    this.seed = replay.seed;
    this.path = replay.path;
  }

  override get name(): string {
    return 'OpCheckError';
  }
}
