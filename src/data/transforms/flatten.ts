import type { Transform } from './transform.ts';

/**
 * All numbers of the input in a row.
 *
 * Shapes: [...] -> [size]
 *
 * @example
 * // needs the MNIST files
 * const { train } = await mnist({ flatten: false });
 * train.map(compose(shift({ pixels: 2 }), flatten()));
 */
export function flatten(): Transform {
  return ({ data }) => ({ data, shape: [data.length] });
}
