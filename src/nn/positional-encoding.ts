import { ShapeError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { format } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { slice } from '../ops/movement/slice.ts';
import { bufferOf, type Buffer } from './buffer.ts';
import { Dropout } from './dropout.ts';
import { checkSizes, checkTensor } from './layer-checks.ts';
import { Module } from './module.ts';

/** Options of PositionalEncoding. */
export interface PositionalEncodingOptions {
  /** Longest sequence. Default 5000. */
  readonly maxLength?: number;
  /** Share of the sum that is dropped in training. Default 0. */
  readonly dropout?: number;
  readonly generator?: Generator;
}

/**
 * Adds waves to a sequence by which attention can tell positions (Vaswani et al. 2017, section 3.5): column 2i is
 * `sin(t / 10000^(2i / E))`, column 2i + 1 its cosine.
 *
 * Shapes: `x` [..., L, E] -> the same; the table of waves is not saved with the weights
 *
 * @throws {ShapeError} if x is longer than `maxLength`, or its last axis is not E long; {ArgumentError} if E or
 *   `maxLength` is no whole number from 1.
 * @example new PositionalEncoding(4).forward(zeros([1, 1, 4])).toArray(); // [[[0, 1, 0, 1]]]
 */
export class PositionalEncoding extends Module {
  readonly table: Buffer;
  readonly dropout: Dropout;

  constructor(size: number, { maxLength = 5000, dropout = 0, generator }: PositionalEncodingOptions = {}) {
    super();
    checkSizes('PositionalEncoding', { size, maxLength });
    this.table = bufferOf('table', (shape) => create(waves(maxLength, size), shape, {}), [maxLength, size], { persistent: false });
    this.dropout = new Dropout(dropout, generator === undefined ? {} : { generator });
  }

  override forward(x: Tensor): Tensor {
    const [maxLength, size] = this.table.shape as readonly [number, number];
    checkTensor('PositionalEncoding', 'x', x);
    const length = x.shape.at(-2);
    if (length === undefined || length > maxLength || x.shape.at(-1) !== size) {
      throw new ShapeError(
        `PositionalEncoding: x must be [...,L,${size}] with L up to ${maxLength}: x ${format(x.shape)}. Give the size of x's vectors and a larger maxLength.`,
        {
          x: x.shape,
        },
      );
    }
    return this.dropout.forward(add(x, slice(this.table, { begin: [0, 0], size: [length, size] })));
  }
}

function waves(length: number, size: number): Float64Array {
  return new Float64Array(length * size).map((_, i) => {
    const [position, column] = [Math.floor(i / size), i % size];
    const angle = position / 10000 ** ((column - (column % 2)) / size);
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  });
}
