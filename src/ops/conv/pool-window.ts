import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { kernelWindows, wholePair, windowsOver, type Padding, type Pair, type Windows } from './window.ts';

/** The window of a pooling and how it moves. */
export interface PoolAttrs {
  /** Pixels of the window. */
  readonly size: Pair;
  /** Pixels from one window to the next; default `size`. */
  readonly stride?: Pair;
  /** Default 0. */
  readonly padding?: Padding;
}

/** The pooled images' shape. @internal */
export function pooledShape(op: string, x: Shape, attrs: PoolAttrs): Shape {
  const [rows, columns] = poolWindows(op, x, attrs);
  return [x[0]!, rows.output, columns.output, x[3]!];
}

/** The windows as the pooling kernels name them. @internal */
export function poolKernelAttrs(
  op: string,
  x: Shape,
  attrs: PoolAttrs,
): Pick<ReturnType<typeof kernelWindows>, 'strides' | 'pad'> & { filterSize: [number, number] } {
  const [height, width] = wholePair(op, 'size', attrs.size, 1);
  const { strides, pad } = kernelWindows(poolWindows(op, x, attrs));
  return { filterSize: [height, width], strides, pad };
}

function poolWindows(op: string, x: Shape, { size, stride = size, padding = 0 }: PoolAttrs): Windows {
  if (x.length !== 4) throw new ShapeError(`${op}: x must be [N,H,W,C]: x ${format(x)}. Reshape or transpose it.`, { x });
  const window = wholePair(op, 'size', size, 1);
  const windows = windowsOver(op, x, window, { stride, padding });
  if (windows.some(({ before, after }, axis) => x[axis + 1] === 0 || before >= window[axis]! || after >= window[axis]!)) {
    throw new ArgumentError(
      `${op}: a window would lie in the padding alone: x ${format(x)}, size ${format(window)}, padding ${JSON.stringify(padding)}. Keep the padding smaller than the window.`,
      'padding',
      padding,
    );
  }
  return windows;
}
