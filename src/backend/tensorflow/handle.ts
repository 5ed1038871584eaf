import type { Shape } from '../../core/shape.ts';
import type { Raw } from '../raw.ts';

/** Bytes on the device, and how many handles share them: a reshape shares those of its input. */
export interface Block {
  readonly bytes: number;
  sharers: number;
}

/** What a Raw's `dataId` is here: a tensor of TensorFlow's. The shape lies in it, so a reshape needs another. */
export class Handle {
  readonly id: number;
  readonly block: Block;
  /** Of the argmax of a max pooling: the shape that its places surely lie in. */
  placesIn: Shape | undefined;

  constructor(id: number, block: Block) {
    this.id = id;
    this.block = block;
    this.placesIn = undefined;
  }
}

export function handleOf(raw: Raw): Handle {
  return raw.dataId as Handle;
}

/** TensorFlow's number for a block. */
export function idOf(raw: Raw): number {
  return (raw.dataId as Handle).id;
}
