import type { Generator } from '../../core/random.ts';
import type { HostArray } from '../host-array.ts';

/** Turns the input of a sample into another; what it draws at random comes from `generator`. */
export type Transform = (x: HostArray, generator: Generator) => HostArray;
