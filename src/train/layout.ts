import { ShapeError } from '../core/errors.ts';
import { format, sizeOf, stridesOf, type Shape } from '../core/shape.ts';
import { sameType, type HostArray } from '../data/host-array.ts';

/** Where a parameter's values come from, and how their layout differs from ours. */
export interface Source {
  /** Name in the file. */
  readonly from: string;
  /** Axes of the file's array in our order: [1, 0] for PyTorch's Linear, [2, 3, 1, 0] for filters OIHW to HWIO. */
  readonly permute?: readonly number[];
  /**
   * For the first layer after a flatten: its rows are a flattened [channels, height, width] in the file, [height, width,
   * channels] with us.
   */
  readonly rows?: readonly [channels: number, height: number, width: number];
}

/** The array in our layout. @throws {ShapeError} if the axes or rows do not fit it. */
export function toOurs(array: HostArray, { from, permute, rows }: Source): HostArray {
  const permuted = permute === undefined ? array : permuteAxes(from, array, permute);
  return rows === undefined ? permuted : reorderRows(from, permuted, rows, [1, 2, 0]);
}

/** The inverse: our array in the file's layout. */
export function toTheirs(array: HostArray, { from, permute, rows }: Source): HostArray {
  const [channels, height, width] = rows ?? [0, 0, 0];
  const ordered = rows === undefined ? array : reorderRows(from, array, [height, width, channels], [2, 0, 1]);
  return permute === undefined ? ordered : permuteAxes(from, ordered, inverse(permute));
}

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

function reorderRows(name: string, array: HostArray, lengths: Shape, permutation: readonly number[]): HostArray {
  const [rows = 0, ...rest] = array.shape;
  if (sizeOf(lengths) !== rows) {
    throw new ShapeError(
      `importWeights: the rows of '${name}' are no ${format(lengths)}: array ${format(array.shape)}, rows ${sizeOf(lengths)}.`,
      {
        array: array.shape,
        rows: lengths,
      },
    );
  }
  const axes = [...permutation, ...rest.map((_, i) => i + 3)];
  return { data: permuteAxes(name, { data: array.data, shape: [...lengths, ...rest] }, axes).data, shape: array.shape };
}

function permuteAxes(name: string, { data, shape }: HostArray, permutation: readonly number[]): HostArray {
  if (permutation.length !== shape.length || permutation.toSorted((a, b) => a - b).some((axis, i) => axis !== i)) {
    throw new ShapeError(
      `importWeights: permute does not order the axes of '${name}': array ${format(shape)}, permute ${format(permutation)}. Name each axis once.`,
      {
        array: shape,
      },
    );
  }
  const strides = stridesOf(shape);
  const permuted = permutation.map((axis) => shape[axis]!);
  const steps = permutation.map((axis) => strides[axis]!);
  const result = sameType(data, data.length);
  const at = new Array<number>(permuted.length).fill(0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from]!;
    // Counts up like an odometer, the last axis fastest.
    for (let axis = permuted.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++at[axis]! < permuted[axis]!) break;
      from -= steps[axis]! * permuted[axis]!;
      at[axis] = 0;
    }
  }
  return { data: result, shape: permuted };
}
