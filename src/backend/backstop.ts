import type { Raw } from './raw.ts';

/** Holds taken before those still young are looked through: what a synchronous loop has freed by then is forgotten. */
const manyYoung = 1024;

/**
 * Frees what dropped Raws held: those that the garbage collector found before anybody released them.
 *
 * Asking the collector to report a Raw costs as much as a small kernel, and most are released within the synchronous step
 * that made them; so they are asked for only when that step is over.
 */
export class Backstop<Held extends object> {
  readonly #registry: FinalizationRegistry<Held>;
  readonly #heldBy: (raw: Raw) => Held;
  #young: Raw[] = [];
  readonly #watched = new WeakSet<Raw>();

  /** `heldBy` is what a Raw keeps, without the Raw itself; `drop` frees it. */
  constructor(heldBy: (raw: Raw) => Held, drop: (held: Held) => void) {
    this.#heldBy = heldBy;
    this.#registry = new FinalizationRegistry(drop);
  }

  /** The Raw has its first holder. */
  hold(raw: Raw): void {
    const young = this.#young.push(raw);
    if (young === 1) queueMicrotask(() => this.#watchYoung());
    else if (young === manyYoung) this.#watchYoung();
  }

  /** The Raw was released. */
  free(raw: Raw): void {
    if (this.#watched.delete(raw)) this.#registry.unregister(raw);
  }

  #watchYoung(): void {
    const young = this.#young;
    this.#young = [];
    for (const raw of young) {
      if (raw.holders === 0) continue;
      this.#watched.add(raw);
      this.#registry.register(raw, this.#heldBy(raw), raw);
    }
  }
}
