import { convertIndexedToRgb, decode as decodePng, hasPngSignature, type DecodedPng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { hostArray, type HostArray } from '../host-array.ts';
import { checkBytes, formatError, hex, type ReadOptions, reasonOf, unnamed } from './format-error.ts';

/** An image: [height, width, channels], values from 0 to 255, or to 65535 in a Uint16Array. */
export type Image = HostArray<Uint8Array | Uint16Array>;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

// Bytes that a byte of the file can become. Deflate reaches 1032. A JPEG block of 64 pixels takes a bit or more.
const PNG_EXPANSION = 1032;
const JPEG_PIXELS_PER_BYTE = 512;

/**
 * Reads a PNG or a baseline or progressive JPEG. A PNG's checksums are checked; a JPEG has none, so damage within its pixels can pass.
 *
 * Shapes: -> [height, width, channels] with channels 1 (gray), 2 (gray, alpha), 3 (red, green, blue) or 4
 *
 * @throws {DataFormatError} if the bytes are neither, are damaged, end early, or claim more pixels than they can hold.
 * @example
 * // needs a file
 * import { readFile } from 'node:fs/promises';
 * const { shape } = readImage(await readFile('cat.png'), { file: 'cat.png' });
 */
export function readImage(bytes: Uint8Array, { file = unnamed }: ReadOptions = {}): Image {
  checkBytes('readImage', bytes);
  if (bytes.length >= 8 && hasPngSignature(bytes)) return readPng(bytes, file);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes, file);
  const found = hex(bytes.subarray(0, 8));
  throw formatError({ reader: 'readImage', problem: 'not an image', file, offset: 0, expected: 'a PNG or JPEG signature', found });
}

function readPng(bytes: Uint8Array, file: string): Image {
  checkPngSize(bytes, file);
  try {
    return pixelsOf(decodePng(bytes, { checkCrc: true }));
  } catch (cause) {
    throw formatError({
      reader: 'readImage',
      problem: 'damaged',
      file,
      offset: 8,
      expected: 'intact PNG chunks',
      found: reasonOf(cause),
      cause,
    });
  }
}

// IHDR is the first chunk: its length, name, width and height follow the signature.
function checkPngSize(bytes: Uint8Array, file: string): void {
  const fail = (problem: string, offset: number, expected: string, found: string): Error =>
    formatError({ reader: 'readImage', problem, file, offset, expected, found });
  if (bytes.length < 33) throw fail('ends early', bytes.length, '33 bytes of signature and header', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  // The least a pixel can take is one bit.
  const limit = bytes.length * PNG_EXPANSION * 8;
  if (width * height > limit) throw fail('claims too much', 16, `at most ${limit} pixels`, `${width} x ${height}`);
}

function pixelsOf(png: DecodedPng): Image {
  if (png.palette !== undefined) {
    const channels = png.palette[0]?.length ?? 3;
    return imageOf(Uint8Array.from(convertIndexedToRgb(png)), { ...png, channels });
  }
  if (png.depth < 8) return imageOf(unpackBits(png), png);
  return imageOf(png.data instanceof Uint16Array ? png.data : Uint8Array.from(png.data), png);
}

function imageOf(data: Uint8Array | Uint16Array, { width, height, channels }: Header): Image {
  return hostArray(data, [height, width, channels]);
}

// Grays of 1, 2 or 4 bits; rows begin at whole bytes.
function unpackBits({ data, width, height, depth }: DecodedPng): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  const highest = (1 << depth) - 1;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const value = (data[y * stride + (bit >> 3)]! >> (8 - depth - (bit & 7))) & highest;
      pixels[y * width + x] = (value * 255) / highest;
    }
  }
  return pixels;
}

function readJpeg(bytes: Uint8Array, file: string): Image {
  const { width, height, channels } = jpegHeader(bytes, file);
  try {
    const megapixels = Math.ceil((width * height) / 1e6) + 1;
    const options = {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: megapixels,
      maxMemoryUsageInMB: 64 + 64 * megapixels,
    } as const;
    const decoded = decodeJpeg(bytes, options);
    // The decoder repeats the gray in three channels.
    const data = channels === 1 ? decoded.data.filter((_, i) => i % 3 === 0) : Uint8Array.from(decoded.data);
    return imageOf(data, { width: decoded.width, height: decoded.height, channels: channels === 1 ? 1 : 3 });
  } catch (cause) {
    throw formatError({
      reader: 'readImage',
      problem: 'damaged',
      file,
      offset: 2,
      expected: 'intact JPEG segments',
      found: reasonOf(cause),
      cause,
    });
  }
}

// Markers are ff and a code. A frame header (SOF) holds height, width and the number of components; the scan follows it.
function jpegHeader(bytes: Uint8Array, file: string): Header {
  const fail = (problem: string, offset: number, expected: string, found: string): Error =>
    formatError({ reader: 'readImage', problem, file, offset, expected, found });
  checkJpegEnd(bytes, fail);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let offset = 2; offset + 10 <= bytes.length;) {
    const marker = bytes[offset + 1]!;
    if (bytes[offset] !== 0xff || marker < 0xc0) throw fail('damaged', offset, 'a marker', hex(bytes.subarray(offset, offset + 2)));
    if (isFrame(marker)) {
      const header = { height: view.getUint16(offset + 5), width: view.getUint16(offset + 7), channels: bytes[offset + 9]! };
      const limit = bytes.length * JPEG_PIXELS_PER_BYTE;
      if (header.width * header.height > limit)
        throw fail('claims too much', offset + 5, `at most ${limit} pixels`, `${header.width} x ${header.height}`);
      return header;
    }
    offset += 2 + view.getUint16(offset + 2);
  }
  throw fail('has no frame', bytes.length, 'a frame header', 'the end of the file');
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function checkJpegEnd(bytes: Uint8Array, fail: (problem: string, offset: number, expected: string, found: string) => Error): void {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const tail = bytes.subarray(Math.max(0, end - 2), end);
  if (tail[0] !== 0xff || tail[1] !== 0xd9) throw fail('ends early', bytes.length, 'the end marker ff d9', hex(tail));
}
