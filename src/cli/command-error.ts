import { MegagradError } from '../core/errors.ts';

/** What keeps a command from doing its work; the message ends with the command that mends it. */
export class CommandError extends MegagradError {
  override get name(): string {
    return 'CommandError';
  }
}
