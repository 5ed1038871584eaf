import { format, sizeOf, type Shape } from '../../core/shape.ts';
import { hostArray, sameType, type HostArray, type HostData } from '../host-array.ts';
import { checkBytes, formatError, hex, type ReadOptions, unnamed } from './format-error.ts';
import { bytesOf, decodeNumbers, type NumberType } from './number-codec.ts';

/** An array of a NumPy file. */
export interface NpyArray extends HostArray {
  /** Element type in the file; `data` holds float16 as Float32Array and bool as 0 or 1. */
  readonly type: NumberType;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
const letters: Readonly<Record<string, NumberType>> = {
  b1: 'bool',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

interface Header {
  readonly type: NumberType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: Shape;
  /** First byte of the numbers. */
  readonly start: number;
}

type Fail = (problem: string, offset: number, expected: string | number, found: string | number) => Error;

/**
 * Reads a NumPy .npy file of version 1, 2 or 3: bool, integers and floats of either byte order, in C or Fortran order.
 *
 * @throws {DataFormatError} if the header is not NumPy's, the element type is none of these, the file is not exactly as long as the header
 *   says, or a 64-bit integer is beyond 2^53.
 * @example readNpy(writeNpy({ data: Float32Array.of(1, 2), shape: [2] })).data; // [1, 2]
 */
export function readNpy(bytes: Uint8Array, { file = unnamed }: ReadOptions = {}): NpyArray {
  checkBytes('readNpy', bytes);
  const fail: Fail = (problem, offset, expected, found) => formatError({ reader: 'readNpy', problem, file, offset, expected, found });
  const { type, littleEndian, fortranOrder, shape, start } = readHeader(bytes, fail);
  const size = start + sizeOf(shape) * bytesOf[type];
  if (bytes.length < size) throw fail('ends early', bytes.length, `${size} bytes for shape ${format(shape)}`, `${bytes.length} bytes`);
  if (bytes.length > size) throw fail('has bytes after its end', size, `${size} bytes for shape ${format(shape)}`, `${bytes.length} bytes`);
  const data = decodeNumbers(bytes.subarray(start), type, littleEndian);
  checkExact(data, type, start, fail);
  return { ...hostArray(fortranOrder ? toRowMajor(data, shape) : data, shape), type };
}

function readHeader(bytes: Uint8Array, fail: Fail): Header {
  const magic = bytes.subarray(0, 6);
  if (magic.length < 6 || MAGIC.some((byte, i) => magic[i] !== byte)) throw fail('not a NumPy file', 0, '93 4e 55 4d 50 59', hex(magic));
  const [major, minor] = [bytes[6], bytes[7]];
  if (major === undefined || major < 1 || major > 3 || minor !== 0) {
    throw fail('unknown version', 6, '1.0, 2.0 or 3.0', `${major ?? 'nothing'}.${minor ?? 'nothing'}`);
  }
  const textStart = major === 1 ? 10 : 12;
  if (bytes.length < textStart) throw fail('ends early', bytes.length, `${textStart} bytes of header`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = textStart + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < start) throw fail('ends early', bytes.length, `${start} bytes of header`, `${bytes.length} bytes`);
  return { ...parseHeader(bytes.subarray(textStart, start), textStart, fail), start };
}

// The header is a Python dictionary of three entries, padded with spaces and closed by a line feed.
const entry = String.raw` *'(?:descr|fortran_order|shape)' *: *(?:'[^']*'|True|False|\([\d ,]*\)) *`;
const dictionary = new RegExp(`^\\{${entry},${entry},${entry},? *\\} *\\n$`);

function parseHeader(raw: Uint8Array, offset: number, fail: Fail): Omit<Header, 'start'> {
  const text = String.fromCharCode(...raw.subarray(0, 8192));
  if (!dictionary.test(text))
    throw fail('header is not a dictionary of descr, fortran_order and shape', offset, "{'descr': ...}", JSON.stringify(text.trimEnd()));
  const descr = /'descr' *: *'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order' *: *(True|False)/.exec(text)?.[1];
  const lengths = /'shape' *: *\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || lengths === undefined) {
    throw fail('header lacks an entry', offset, 'descr, fortran_order and shape', JSON.stringify(text.trimEnd()));
  }
  const type = letters[descr.slice(1)];
  const byteOrder = descr[0];
  // One-byte types have no byte order, the others must have one.
  if (type === undefined || !(bytesOf[type] === 1 ? '|<>' : '<>').includes(byteOrder ?? ' ')) {
    throw fail('element type is not one that can be read', offset, 'bool, an integer or a float such as <f4', JSON.stringify(descr));
  }
  return { type, littleEndian: byteOrder !== '>', fortranOrder: order === 'True', shape: parseShape(lengths, offset, fail) };
}

const length = ' *(?:0|[1-9]\\d*) *';
const tuple = new RegExp(`^(?: *|${length}, *|${length}(?:,${length})+,? *)$`);

function parseShape(text: string, offset: number, fail: Fail): Shape {
  if (!tuple.test(text)) throw fail('shape is not a tuple', offset, '(2, 3)', `(${text})`);
  const shape = (text.match(/\d+/g) ?? []).map(Number);
  if (shape.every(Number.isSafeInteger)) return shape;
  throw fail('shape is too large', offset, 'lengths below 2^53', `(${text})`);
}

function checkExact(data: HostData, type: NumberType, start: number, fail: Fail): void {
  if ((type !== 'int64' && type !== 'uint64') || data instanceof Int32Array) return;
  const index = data.findIndex((value: number) => !Number.isSafeInteger(value));
  if (index >= 0) throw fail('integer is too large for a JavaScript number', start + 8 * index, 'at most 2^53 - 1', data[index]!);
}

function toRowMajor(data: HostData, shape: Shape): HostData {
  const result = sameType(data, data.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides = columnStrides(shape);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    result[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

function columnStrides(shape: Shape): number[] {
  let stride = 1;
  return shape.map((length) => {
    const own = stride;
    stride *= length;
    return own;
  });
}

/**
 * Writes a NumPy .npy file of version 1 in C order, little-endian: float64, float32, int32 and so on as the array is.
 *
 * @example
 * import { writeFile } from 'node:fs/promises';
 * await writeFile('weights.npy', writeNpy({ data: Float32Array.of(1, 2), shape: [2] }));
 */
export function writeNpy(array: HostArray & { readonly type?: NumberType }): Uint8Array {
  const { data, shape } = hostArray(array.data, array.shape);
  const descr = array.type === 'bool' && data instanceof Uint8Array ? '|b1' : descrOf(data);
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${lengths}), }`;
  // NumPy aligns the numbers at 64 bytes; the line feed closes the padding.
  const start = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const text = dictionary.padEnd(start - 11) + '\n';
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set([...MAGIC, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  bytes.set(littleEndianBytes(data), start);
  return bytes;
}

function descrOf(data: HostData): string {
  const size = data.BYTES_PER_ELEMENT;
  const letter = data instanceof Float32Array || data instanceof Float64Array ? 'f' : isUnsigned(data) ? 'u' : 'i';
  return `${size === 1 ? '|' : '<'}${letter}${size}`;
}

function isUnsigned(data: HostData): boolean {
  return data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array;
}

function littleEndianBytes(data: HostData): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) return bytes;
  const size = data.BYTES_PER_ELEMENT;
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!);
}
