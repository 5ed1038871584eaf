import { encode } from 'fast-png';

/** A gray image: its pixels row by row. */
export interface GrayImage {
  readonly pixels: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  /** Written under the image. */
  readonly caption?: string;
}

/** How images are laid out. */
export interface ImagesOptions {
  readonly title?: string;
  /** Images in a row. Default 10. */
  readonly columns?: number;
  /** Side of an image in the drawing, in pixels. Default 56. */
  readonly size?: number;
  /** Values that become black and white; what lies outside is cut off. Default: the least and the largest of each image. */
  readonly range?: readonly [number, number];
}

/**
 * Gray images in a grid as SVG, such as digits or the filters of a convolution.
 *
 * @example
 * const svg = images([{ pixels: [0, 1, 1, 0], height: 2, width: 2, caption: 'diagonal' }]);
 * svg.startsWith('<svg'); // true
 */
export function images(pictures: readonly GrayImage[], { title = '', columns = 10, size = 56, range }: ImagesOptions = {}): string {
  const gap = 8;
  const line = pictures.some(({ caption }) => caption !== undefined) ? 14 : 0;
  const top = title === '' ? gap : 32;
  const cells = Math.min(columns, Math.max(1, pictures.length));
  const rows = Math.ceil(pictures.length / columns);
  const width = gap + cells * (size + gap);
  const height = top + rows * (size + line + gap);
  const drawn = pictures.map((picture, i) => {
    const x = gap + (i % columns) * (size + gap);
    const y = top + Math.floor(i / columns) * (size + line + gap);
    const image = `<image x="${x}" y="${y}" width="${size}" height="${size}" style="image-rendering:pixelated" href="${pngOf(picture, range, size)}"/>`;
    return image + text(picture.caption, x + size / 2, y + size + 11, 10);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(title, width / 2, 20, 13),
    ...drawn,
    '</svg>',
  ].join('\n');
}

function text(content: string | undefined, x: number, y: number, size: number): string {
  return content === undefined || content === ''
    ? ''
    : `<text x="${x}" y="${y}" font-size="${size}" text-anchor="middle">${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The image as the address of a PNG file. Its pixels are squares of many pixels: not every renderer of SVG leaves them sharp. */
function pngOf({ pixels, height, width }: GrayImage, range: readonly [number, number] | undefined, size: number): string {
  const values = Array.from(pixels);
  const [low, high] = range ?? [Math.min(...values), Math.max(...values)];
  const gray = values.map((value) => Math.round(255 * Math.min(1, Math.max(0, high > low ? (value - low) / (high - low) : 0.5))));
  const side = Math.max(1, Math.ceil((2 * size) / Math.max(height, width)));
  const data = new Uint8Array(height * width * side * side).map((_, i) => {
    const [row, column] = [Math.floor(i / (width * side)), i % (width * side)];
    return gray[Math.floor(row / side) * width + Math.floor(column / side)]!;
  });
  const bytes = encode({ width: width * side, height: height * side, data, channels: 1, depth: 8 });
  return `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}`;
}
