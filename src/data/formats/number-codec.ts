import type { HostData } from '../host-array.ts';

/** Element types of binary files. */
export type NumberType =
  'bool' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'int64' | 'uint64' | 'float16' | 'float32' | 'float64';

export const bytesOf: Readonly<Record<NumberType, number>> = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
};

/**
 * The numbers of a block of bytes. float16 widens to Float32Array; 64-bit integers become an Int32Array if all fit, else a Float64Array,
 * which is exact up to 2^53. Bytes are not copied where the array can look at them in place.
 */
export function decodeNumbers(bytes: Uint8Array, type: NumberType, littleEndian: boolean): HostData {
  switch (type) {
    case 'bool':
    case 'uint8':
      // Not a Buffer, whose slice does not copy.
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    case 'int8':
      return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    case 'float16':
      return widenHalves(decode16(bytes, littleEndian));
    case 'int64':
    case 'uint64':
      return decode64(bytes, type, littleEndian);
    default:
      return inPlace(bytes, type, littleEndian) ?? decodeEach(bytes, type, littleEndian);
  }
}

type Wide = 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function inPlace(bytes: Uint8Array, type: Wide, littleEndian: boolean): HostData | null {
  if (littleEndian !== hostIsLittleEndian) return null;
  // A typed array must start at a multiple of its element size: where the file does not, the bytes are copied once.
  const aligned = bytes.byteOffset % bytesOf[type] === 0 ? bytes : Uint8Array.from(bytes);
  return arrayOver(aligned.buffer, aligned.byteOffset, aligned.length / bytesOf[type], type);
}

function arrayOver(buffer: ArrayBufferLike, offset: number, length: number, type: Wide): HostData {
  switch (type) {
    case 'int16':
      return new Int16Array(buffer, offset, length);
    case 'uint16':
      return new Uint16Array(buffer, offset, length);
    case 'int32':
      return new Int32Array(buffer, offset, length);
    case 'uint32':
      return new Uint32Array(buffer, offset, length);
    case 'float32':
      return new Float32Array(buffer, offset, length);
    case 'float64':
      return new Float64Array(buffer, offset, length);
  }
}

function decodeEach(bytes: Uint8Array, type: Wide, littleEndian: boolean): HostData {
  const size = bytesOf[type];
  const swapped = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += size) for (let j = 0; j < size; j++) swapped[i + j] = bytes[i + size - 1 - j]!;
  const host = littleEndian === hostIsLittleEndian ? Uint8Array.from(bytes) : swapped;
  return arrayOver(host.buffer, 0, host.length / size, type);
}

function decode16(bytes: Uint8Array, littleEndian: boolean): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, littleEndian));
}

function widenHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, widenHalf);
}

// IEEE 754 binary16: 1 sign bit, 5 exponent bits with bias 15, 10 fraction bits.
function widenHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function decode64(bytes: Uint8Array, type: 'int64' | 'uint64', littleEndian: boolean): HostData {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float64Array(bytes.length / 8);
  let fits = true;
  for (let i = 0; i < values.length; i++) {
    const value = Number(type === 'int64' ? view.getBigInt64(8 * i, littleEndian) : view.getBigUint64(8 * i, littleEndian));
    values[i] = value;
    if (value !== (value | 0)) fits = false;
  }
  return fits ? Int32Array.from(values) : values;
}
