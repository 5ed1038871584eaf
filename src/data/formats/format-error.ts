import { ArgumentError, DataFormatError } from '../../core/errors.ts';

/** Where and how a file stopped being what its format says. */
export interface FormatProblem {
  /** Function that read the file. */
  readonly reader: string;
  readonly problem: string;
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly expected: string | number;
  readonly found: string | number;
  readonly cause?: unknown;
}

/** The one form in which readers report a broken file. */
export function formatError({ reader, problem, file, offset, expected, found, cause }: FormatProblem): DataFormatError {
  const message = `${reader}: ${problem}: file ${file}, offset ${offset}, expected ${expected}, found ${found}.`;
  return new DataFormatError(message, file, offset, cause === undefined ? undefined : { cause });
}

/** Options that every reader takes. */
export interface ReadOptions {
  /** Name of the file in error messages; default 'bytes'. */
  readonly file?: string;
}

/** Refuses what is no bytes: the name of a file, above all. @throws {ArgumentError} */
export function checkBytes(reader: string, bytes: unknown): void {
  if (bytes instanceof Uint8Array) return;
  const got = typeof bytes === 'string' ? `the text ${JSON.stringify(bytes.slice(0, 60))}` : bytes === null ? 'null' : typeof bytes;
  throw new ArgumentError(`${reader}: takes the bytes of a file: got ${got}. Write ${reader}(await readFile(path)).`, 'bytes', bytes);
}

export const unnamed = 'bytes';

/** `1f 8b 08`: bytes as messages print them. */
export function hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'nothing' : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Text of an unknown error, or of what caused it where it says nothing itself. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' && error.cause !== undefined ? reasonOf(error.cause) : error.message;
}
