/** What tfjs accepts as padding: explicit gives [before, after] per axis of NHWC. */
export type Padding = 'valid' | 'same' | number | readonly (readonly [number, number])[];

/** How a window moves over an image, in tfjs's attributes. A number stands for both axes. */
export interface WindowAttrs {
  readonly strides: readonly [number, number] | number;
  readonly pad: Padding;
  readonly dilations?: readonly [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** One axis of an image that a window moves along. */
interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
  /** Places padded before the first. */
  readonly before: number;
}

/** The windows over a batch of images. */
export interface Windows {
  readonly batch: number;
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
}

/** The windows over images [N, H, W, ...]. */
export function windowsOver(images: readonly number[], size: readonly number[] | number, attrs: WindowAttrs): Windows {
  const [windowHeight, windowWidth] = pair(size);
  const [strideY, strideX] = pair(attrs.strides);
  const [dilationY, dilationX] = pair(attrs.dilations ?? 1);
  const { pad } = attrs;
  const rounding = roundingModes[attrs.dimRoundingMode ?? 'floor'];
  return {
    batch: images[0]!,
    rows: windowAxis(images[1]!, windowHeight, strideY, dilationY, typeof pad === 'object' ? pad[1]! : pad, rounding),
    columns: windowAxis(images[2]!, windowWidth, strideX, dilationX, typeof pad === 'object' ? pad[2]! : pad, rounding),
  };
}

/** [N, H, W] of what comes out, one pixel per window. */
export function outputImages({ batch, rows, columns }: Windows): [number, number, number] {
  return [batch, rows.output, columns.output];
}

const roundingModes = { floor: Math.floor, round: Math.round, ceil: Math.ceil };

function pair(both: readonly number[] | number): [number, number] {
  return typeof both === 'number' ? [both, both] : [both[0]!, both[1]!];
}

/** TensorFlow's rules: 'same' gives ceil(input / stride) outputs and pads the odd place after. */
function windowAxis(
  input: number,
  window: number,
  stride: number,
  dilation: number,
  pad: 'valid' | 'same' | number | readonly [number, number],
  rounding: (x: number) => number,
): WindowAxis {
  const reach = (window - 1) * dilation + 1;
  const axis = { input, window, stride, dilation };
  if (pad === 'same') {
    const output = Math.ceil(input / stride);
    const padded = Math.max(0, (output - 1) * stride + reach - input);
    return { ...axis, output, before: Math.floor(padded / 2) };
  }
  if (pad === 'valid') return { ...axis, output: Math.max(0, Math.floor((input - reach) / stride) + 1), before: 0 };
  const [before, after] = pair(pad);
  return { ...axis, output: Math.max(0, rounding((input + before + after - reach) / stride + 1)), before };
}

/**
 * Visits every place of every window that lies inside its image: the flat pixel it reads, the flat pixel it
 * writes, and the place's flat number in the window. Windows come in order, and in each its rows.
 */
export function forEachTap({ batch, rows, columns }: Windows, visit: (from: number, to: number, tap: number) => void): void {
  for (let n = 0; n < batch; n++) {
    for (let outY = 0; outY < rows.output; outY++) {
      for (let outX = 0; outX < columns.output; outX++) {
        const to = (n * rows.output + outY) * columns.output + outX;
        for (let j = 0; j < rows.window; j++) {
          const y = outY * rows.stride - rows.before + j * rows.dilation;
          if (y < 0 || y >= rows.input) continue;
          for (let i = 0; i < columns.window; i++) {
            const x = outX * columns.stride - columns.before + i * columns.dilation;
            if (x < 0 || x >= columns.input) continue;
            visit((n * rows.input + y) * columns.input + x, to, j * columns.window + i);
          }
        }
      }
    }
  }
}
