import type { Transform } from './transform.ts';

/**
 * One transform after the other.
 *
 * @example
 * import { flatten } from 'megagrad/data';
 * compose(rotate({ degrees: 10 }), noise({ std: 0.05 }), flatten());
 */
export function compose(...transforms: readonly Transform[]): Transform {
  return (x, generator) => transforms.reduce((value, transform) => transform(value, generator), x);
}
