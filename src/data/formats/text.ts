import { formatError, type FormatProblem } from './format-error.ts';

/**
 * UTF-8 text.
 *
 * @throws {DataFormatError} at the first byte that is not UTF-8.
 * @internal
 */
export function decodeText(bytes: Uint8Array, { reader, file }: Pick<FormatProblem, 'reader' | 'file'>): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw formatError({ reader, problem: 'not text', file, offset: firstInvalid(bytes), expected: 'UTF-8', found: 'other bytes', cause });
  }
}

// What does not decode becomes U+FFFD; what stands before the first of them does decode, and is counted again as bytes.
function firstInvalid(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return new TextEncoder().encode(text.slice(0, text.indexOf('\ufffd'))).length;
}
