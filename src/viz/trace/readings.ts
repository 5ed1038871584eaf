import { rawOf, Tensor } from '../../graph/tensor.ts';
import type { Raw } from '../../backend/raw.ts';
import type { ShownValues } from '../model.ts';
import { shownTensor, shownValues } from '../shown-values.ts';

/** Numbers of a tensor; undefined as long as they are not known. */
export interface Reading {
  values: ShownValues | undefined;
}

/** Reads the tensors that a trace comes by: at once, or where the device only reads asynchronously when it is asked to. */
export class Readings {
  readonly #most: number;
  readonly #waiting: Map<Raw, { readonly handle: Tensor; readonly reading: Reading }> | null;

  /** @param readsLater keeps what cannot be read at once, until `complete` or `discard`. */
  constructor(most: number, readsLater: boolean) {
    this.#most = most;
    this.#waiting = readsLater ? new Map() : null;
  }

  of(tensor: Tensor | null): Reading | undefined {
    if (tensor === null || tensor.isDisposed) return undefined;
    if (this.#waiting === null || tensor.device.readsSync || tensor.device.shapesOnly === true) {
      const values = shownTensor(tensor, this.#most);
      return values === undefined ? undefined : { values };
    }
    const raw = rawOf(tensor);
    // One holder more also keeps the engine from adding to the block in place.
    let found = this.#waiting.get(raw);
    if (found === undefined) this.#waiting.set(raw, (found = { handle: new Tensor(raw), reading: { values: undefined } }));
    return found.reading;
  }

  /** Fills in what waited. */
  async complete(): Promise<void> {
    try {
      const waiting = [...(this.#waiting?.values() ?? [])];
      await Promise.all(
        waiting.map(async ({ handle, reading }) => {
          reading.values = shownValues(await handle.data(), this.#most);
        }),
      );
    } finally {
      this.discard();
    }
  }

  /** Lets go of what waited. */
  discard(): void {
    for (const { handle } of this.#waiting?.values() ?? []) handle.dispose();
    this.#waiting?.clear();
  }
}
