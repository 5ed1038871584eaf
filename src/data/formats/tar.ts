import { parseTar, type ParsedTarFileItem } from 'nanotar';
import { formatError, reasonOf, unnamed, type ReadOptions } from './format-error.ts';

/**
 * The files of a tar archive by the last part of their path.
 *
 * @throws {DataFormatError} if it is not a tar archive or a file reaches beyond its end.
 * @internal
 */
export function readTar(bytes: Uint8Array, { file = unnamed }: ReadOptions = {}): Map<string, Uint8Array> {
  // The library looks at the whole buffer behind an array.
  const whole = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  const files = new Map<string, Uint8Array>();
  for (const { name, type, size, data } of entriesOf(whole, file)) {
    if (type !== 'file') continue;
    if (data?.length !== size) {
      const found = `${data?.length ?? 0} bytes`;
      throw formatError({
        reader: 'readTar',
        problem: 'ends early',
        file: `${file}/${name}`,
        offset: bytes.length,
        expected: `${size} bytes`,
        found,
      });
    }
    files.set(name.slice(name.lastIndexOf('/') + 1), data);
  }
  return files;
}

function entriesOf(bytes: Uint8Array, file: string): ParsedTarFileItem[] {
  try {
    return parseTar(bytes);
  } catch (cause) {
    throw formatError({ reader: 'readTar', problem: 'damaged', file, offset: 0, expected: 'a tar archive', found: reasonOf(cause), cause });
  }
}
