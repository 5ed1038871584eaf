import { checkBytes, formatError, hex, type ReadOptions, reasonOf, unnamed } from './format-error.ts';

/** Options of `gunzip`. */
export interface GunzipOptions extends ReadOptions {
  /** Most bytes that may come out; default 1032 times the file, which is what deflate can reach. */
  readonly maxBytes?: number;
}

// 258 bytes for one bit each of a length and a distance code.
const MAX_EXPANSION = 1032;
const CHUNK = 65536;
const SMALLEST = 18;

/** True if the bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks a gzip file; its CRC-32 and length are checked.
 *
 * @throws {DataFormatError} if it is not gzip, is damaged, ends early, or unpacks to more than `maxBytes`.
 * @example
 * import { gzipSync } from 'node:zlib';
 * new TextDecoder().decode(await gunzip(gzipSync('hello'))); // 'hello'
 */
export async function gunzip(bytes: Uint8Array, { file = unnamed, maxBytes }: GunzipOptions = {}): Promise<Uint8Array> {
  checkBytes('gunzip', bytes);
  checkHeader(bytes, file);
  const limit = maxBytes ?? bytes.length * MAX_EXPANSION;
  const stream = new DecompressionStream('gzip');
  const feed = feedInto(stream.writable, bytes);
  try {
    const chunks = await collect(stream.readable, limit);
    if (chunks !== null) {
      await feed.done;
      return concatenate(chunks);
    }
  } catch (error) {
    throw damaged(bytes, file, feed.position(), error);
  }
  throw formatError({
    reader: 'gunzip',
    problem: 'unpacks to more than allowed',
    file,
    offset: feed.position(),
    expected: `at most ${limit} bytes`,
    found: 'more',
  });
}

function checkHeader(bytes: Uint8Array, file: string): void {
  const header = bytes.subarray(0, 3);
  if (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8) {
    throw formatError({ reader: 'gunzip', problem: 'not a gzip file', file, offset: 0, expected: '1f 8b 08', found: hex(header) });
  }
  if (bytes.length < SMALLEST) throw endsEarly(bytes, file);
}

function endsEarly(bytes: Uint8Array, file: string, cause?: unknown): Error {
  const found = `the end of the file after ${bytes.length} bytes`;
  return formatError({
    reader: 'gunzip',
    problem: 'ends early',
    file,
    offset: bytes.length,
    expected: 'more compressed data',
    found,
    cause,
  });
}

function damaged(bytes: Uint8Array, file: string, position: number, cause: unknown): Error {
  const reason = reasonOf(cause);
  if (/unexpected end|truncated/i.test(reason)) return endsEarly(bytes, file, cause);
  // The checksum and the length are the last eight bytes.
  const offset = reason.includes('check') && !reason.includes('header') ? bytes.length - 8 : position;
  return formatError({ reader: 'gunzip', problem: 'damaged', file, offset, expected: 'intact compressed data', found: reason, cause });
}

interface Feed {
  readonly done: Promise<void>;
  /** Start of the chunk that is being unpacked. */
  position(): number;
}

function feedInto(writable: WritableStream<BufferSource>, bytes: Uint8Array): Feed {
  const writer = writable.getWriter();
  let position = 0;
  const pump = async (): Promise<void> => {
    for (let start = 0; start < bytes.length; start += CHUNK) {
      position = start;
      await writer.write(bytes.slice(start, start + CHUNK));
    }
    await writer.close();
  };
  const done = pump();
  // The reading side throws the same error first; unhandled, this one would end the process.
  done.catch(() => undefined);
  return { done, position: () => position };
}

async function collect(readable: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array[] | null> {
  const chunks: Uint8Array[] = [];
  const reader = readable.getReader();
  let size = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return chunks;
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
