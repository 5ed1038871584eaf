import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, sizeOf } from '../../core/shape.ts';
import type { HostArray, HostData } from '../host-array.ts';
import { checkBytes, formatError, hex, type ReadOptions, reasonOf, unnamed } from './format-error.ts';
import { bytesOf, decodeNumbers, type NumberType } from './number-codec.ts';

/** What a safetensors file holds: arrays by name, and words about them. */
export interface Safetensors {
  readonly arrays: ReadonlyMap<string, HostArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Options of `writeSafetensors`. */
export interface WriteSafetensorsOptions {
  readonly metadata?: Readonly<Record<string, string>>;
}

// https://github.com/huggingface/safetensors, "Format": 8 bytes of header length, the header in JSON, the data.
const lengthBytes = 8;
const largestHeader = 100_000_000;
/** Under this name in `__metadata__` our files carry the SHA-256 of header and data, so that damage is seen. */
const digestName = 'sha256';

const typeOf: Readonly<Record<string, NumberType | 'bfloat16'>> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  U16: 'uint16',
  I16: 'int16',
  F16: 'float16',
  BF16: 'bfloat16',
  U32: 'uint32',
  I32: 'int32',
  F32: 'float32',
  U64: 'uint64',
  I64: 'int64',
  F64: 'float64',
};

/**
 * Reads a safetensors file. 16-bit floats widen to float32; where the file carries a SHA-256 (ours do), it is checked.
 *
 * @throws {DataFormatError} if the file is damaged, or not a safetensors file.
 * @example
 * const bytes = await writeSafetensors({ W1: { data: Float32Array.of(1, 2), shape: [2] } });
 * (await readSafetensors(bytes)).arrays.get('W1')?.shape; // [2]
 */
export async function readSafetensors(bytes: Uint8Array, { file = unnamed }: ReadOptions = {}): Promise<Safetensors> {
  checkBytes('readSafetensors', bytes);
  const { header, start } = readHeader(bytes, file);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isTextRecord(metadata)) throw broken(file, lengthBytes, '__metadata__ with texts', JSON.stringify(metadata));
  await checkDigest(bytes, start, header, metadata, file);
  const data = bytes.subarray(start);
  const arrays = new Map<string, HostArray>();
  let end = 0;
  for (const [name, entry] of Object.entries(entries).toSorted(byOffset)) {
    const { type, shape, from, to } = checkedEntry(name, entry, end, data.length, file, start);
    arrays.set(name, { data: decode(data.subarray(from, to), type), shape });
    end = to;
  }
  if (end !== data.length) throw broken(file, start + end, 'the end of the file', `${data.length - end} more bytes`);
  return { arrays, metadata };
}

/**
 * Writes arrays as a safetensors file, with the SHA-256 of its content in `__metadata__`. The same arrays give the same
 * bytes. Other readers take it too.
 *
 * @throws {ArgumentError} if an array is named `__metadata__`; {ShapeError} if one does not fill its shape.
 * @example (await writeSafetensors({ b: { data: Float32Array.of(1), shape: [1] } })).length > 8; // true
 */
export async function writeSafetensors(
  arrays: Readonly<Record<string, HostArray>> | ReadonlyMap<string, HostArray>,
  { metadata = {} }: WriteSafetensorsOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const entries = isMap(arrays) ? [...arrays] : Object.entries(arrays);
  const descriptions: [name: string, entry: unknown][] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  // Widest elements first: each array then starts at a multiple of its element size.
  for (const [name, { data, shape }] of entries.toSorted(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT)) {
    if (name === '__metadata__')
      throw new ArgumentError("writeSafetensors: '__metadata__' names no array: pass metadata as an option.", 'arrays', name);
    if (sizeOf(shape) !== data.length) {
      throw new ShapeError(`writeSafetensors: '${name}' does not fill its shape: shape ${format(shape)}, data ${data.length} elements.`, {
        shape,
      });
    }
    const part = littleEndian(data);
    descriptions.push([name, { dtype: nameOfType(data), shape, data_offsets: [offset, offset + part.length] }]);
    parts.push(part);
    offset += part.length;
  }
  // From entries: a name that objects have from birth, such as __proto__, is a name like any other.
  const described = Object.fromEntries(descriptions);
  const content = concatenated(parts, offset);
  const digest = await digestOf(described, metadata, content);
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { ...metadata, [digestName]: digest }, ...described }));
  // The format wants the data aligned to 8 bytes; spaces may follow the header.
  const padded = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(lengthBytes + padded + content.length).fill(0x20, lengthBytes, lengthBytes + padded);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(header, lengthBytes);
  file.set(content, lengthBytes + padded);
  return file;
}

function readHeader(bytes: Uint8Array, file: string): { header: Record<string, unknown>; start: number } {
  if (bytes.length < lengthBytes) throw broken(file, 0, `${lengthBytes} bytes of header length`, hex(bytes));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true));
  const start = lengthBytes + length;
  if (length > largestHeader || start > bytes.length)
    throw broken(file, 0, `a header of at most ${Math.min(largestHeader, bytes.length - lengthBytes)} bytes`, `${length} bytes`);
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(lengthBytes, start)));
    if (!isRecord(header)) throw new TypeError('it is no object');
    return { header, start };
  } catch (error) {
    throw broken(file, lengthBytes, 'a header in JSON', reasonOf(error), error);
  }
}

interface Entry {
  readonly type: NumberType | 'bfloat16';
  readonly shape: number[];
  readonly from: number;
  readonly to: number;
}

function checkedEntry(name: string, entry: unknown, end: number, size: number, file: string, start: number): Entry {
  const where = start + end;
  if (!isRecord(entry)) throw broken(file, where, `a description of '${name}'`, JSON.stringify(entry));
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = typeof dtype === 'string' && Object.hasOwn(typeOf, dtype) ? typeOf[dtype]! : undefined;
  if (type === undefined) throw broken(file, where, `a dtype of ${Object.keys(typeOf).join(', ')} for '${name}'`, JSON.stringify(dtype));
  if (!isWhole(shape)) throw broken(file, where, `a shape for '${name}'`, JSON.stringify(shape));
  if (!isWhole(offsets) || offsets.length !== 2) throw broken(file, where, `two offsets for '${name}'`, JSON.stringify(offsets));
  const [from, to] = offsets as [number, number];
  if (from !== end || to > size || to < from)
    throw broken(file, where, `'${name}' at ${end}, within ${size} bytes of data`, `${from} to ${to}`);
  const bytes = sizeOf(shape) * (type === 'bfloat16' ? 2 : bytesOf[type]);
  if (to - from !== bytes)
    throw broken(file, where, `${bytes} bytes for '${name}', ${String(dtype)}${format(shape)}`, `${to - from} bytes`);
  return { type, shape, from, to };
}

async function checkDigest(
  bytes: Uint8Array,
  start: number,
  header: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, string>>,
  file: string,
): Promise<void> {
  const claimed = metadata[digestName];
  if (claimed === undefined) return;
  const found = await digestOf(without(header, '__metadata__'), without(metadata, digestName), bytes.subarray(start));
  if (found !== claimed) throw broken(file, lengthBytes, `content with SHA-256 ${claimed}`, found);
}

function without(record: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

async function digestOf(
  described: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>>,
  content: Uint8Array,
): Promise<string> {
  const words = new TextEncoder().encode(JSON.stringify([described, metadata]));
  const digest = await crypto.subtle.digest('SHA-256', concatenated([words, content], words.length + content.length));
  return hex(new Uint8Array(digest)).replaceAll(' ', '');
}

function concatenated(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function decode(bytes: Uint8Array, type: NumberType | 'bfloat16'): HostData {
  if (type !== 'bfloat16') return decodeNumbers(bytes, type, true);
  // bfloat16 is the upper half of a float32.
  const widened = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i += 2) widened.set(bytes.subarray(i, i + 2), 2 * i + 2);
  return decodeNumbers(widened, 'float32', true);
}

function littleEndian(data: HostData): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const hostIsLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
  const size = data.BYTES_PER_ELEMENT;
  return hostIsLittle || size === 1 ? bytes : bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!);
}

function nameOfType(data: HostData): string {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint32Array) return 'U32';
  if (data instanceof Int16Array) return 'I16';
  if (data instanceof Uint16Array) return 'U16';
  return data instanceof Int8Array ? 'I8' : 'U8';
}

function byOffset([, a]: [string, unknown], [, b]: [string, unknown]): number {
  return startOf(a) - startOf(b);
}

function startOf(entry: unknown): number {
  if (!isRecord(entry) || !isWhole(entry['data_offsets'])) return 0;
  const [from = 0, to = 0] = entry['data_offsets'];
  // Empty arrays share their start with the next one: they come first.
  return from + (to > from ? 0.5 : 0);
}

function isMap(arrays: Readonly<Record<string, HostArray>> | ReadonlyMap<string, HostArray>): arrays is ReadonlyMap<string, HostArray> {
  return arrays instanceof Map;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
}

function isWhole(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && (length as number) >= 0);
}

function broken(file: string, offset: number, expected: string, found: string, cause?: unknown): Error {
  return formatError({ reader: 'readSafetensors', problem: 'not a valid safetensors file', file, offset, expected, found, cause });
}
