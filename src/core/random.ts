import { mersenne, mersenneFromState } from 'pure-rand/generator/mersenne';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { ArgumentError } from './errors.ts';

const TWO_32 = 2 ** 32;

/** Everything a `Generator` needs to go on where another stopped; survives JSON unchanged. */
export interface GeneratorState {
  /** Position and words of the Mersenne Twister. */
  readonly words: readonly number[];
  /** Second value of the last polar draw, or null if it was handed out. */
  readonly spare: number | null;
}

/** Options of `Generator.choice`. */
export interface ChoiceOptions {
  /** Draw the same index more than once; default true. */
  readonly replace?: boolean;
  /** Probability of each index, summing to 1; default all equal. */
  readonly p?: ArrayLike<number>;
}

type AnyArray = unknown[] | Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;

/**
 * Seeded random numbers: the Mersenne Twister with the draws of NumPy's legacy `RandomState`.
 *
 * The same seed gives the digits that `numpy.random.seed(n)` gives for rand, randn, randint, uniform, normal, permutation, shuffle and choice.
 *
 * @example new Generator(0).uniform(); // 0.5488135039273248, as numpy.random.RandomState(0).rand()
 */
export class Generator {
  #words: JumpableRandomGenerator;
  #spare: number | null = null;

  /** @throws {ArgumentError} if `seed` is not an integer from 0 to 2^32 - 1. */
  constructor(seed = 0) {
    this.#words = mersenne(checkedSeed(seed));
  }

  /** Starts over from `seed`, an integer from 0 to 2^32 - 1. */
  seed(seed: number): void {
    this.#words = mersenne(checkedSeed(seed));
    this.#spare = null;
  }

  getState(): GeneratorState {
    return { words: [...this.#words.getState()], spare: this.#spare };
  }

  /** @throws {ArgumentError} if `state` did not come from `getState`. */
  setState(state: GeneratorState): void {
    // From a file it may be anything, null too.
    const given: Partial<GeneratorState> = { ...state };
    const { words = [], spare = Number.NaN } = given;
    const valid = Array.isArray(words) && words.length === 625 && words.every(Number.isInteger) && words[0] >= 0 && words[0] < 624;
    if (!valid || !(spare === null || Number.isFinite(spare))) {
      throw new ArgumentError('random: state is not one that getState() returned.', 'state', state);
    }
    this.#words = mersenneFromState(words);
    this.#spare = spare;
  }

  /** A generator that gives the same numbers from here on, independently. */
  clone(): Generator {
    const copy = new Generator();
    copy.#words = this.#words.clone();
    copy.#spare = this.#spare;
    return copy;
  }

  /** A generator seeded by the next word of this one: its draws do not move this one's. */
  fork(): Generator {
    return new Generator(this.#words.next() >>> 0);
  }

  /** One number from [low, high), 53 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.#double();
  }

  /** One number from the normal distribution. */
  normal(mean = 0, std = 1): number {
    return mean + std * this.#gauss();
  }

  /** One number from the normal distribution, drawn again until it lies within `bound` standard deviations. */
  truncatedNormal(mean = 0, std = 1, bound = 2): number {
    checkBound(bound);
    return mean + std * this.#truncated(bound);
  }

  /**
   * One integer from [low, high).
   *
   * @throws {ArgumentError} if the range is empty or wider than 2^53 - 1.
   */
  randint(low: number, high: number): number {
    return low + this.#interval(checkedRange(low, high));
  }

  /** `size` numbers from [0, 1). */
  rand(size: number): Float64Array {
    return this.fillUniform(new Float64Array(size));
  }

  /** `size` numbers from the standard normal distribution. */
  randn(size: number): Float64Array {
    return this.fillNormal(new Float64Array(size));
  }

  /** Fills `out` with numbers from [low, high). */
  fillUniform<T extends Float64Array | Float32Array>(out: T, low = 0, high = 1): T {
    const range = high - low;
    for (let i = 0; i < out.length; i++) out[i] = low + range * this.#double();
    return out;
  }

  /** Fills `out` from the normal distribution. */
  fillNormal<T extends Float64Array | Float32Array>(out: T, mean = 0, std = 1): T {
    for (let i = 0; i < out.length; i++) out[i] = mean + std * this.#gauss();
    return out;
  }

  /** Fills `out` from the normal distribution cut at `bound` standard deviations. */
  fillTruncatedNormal<T extends Float64Array | Float32Array>(out: T, mean = 0, std = 1, bound = 2): T {
    checkBound(bound);
    for (let i = 0; i < out.length; i++) out[i] = mean + std * this.#truncated(bound);
    return out;
  }

  /** Fills `out` with integers from [low, high). */
  fillIntegers<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(out: T, low: number, high: number): T {
    const range = checkedRange(low, high);
    for (let i = 0; i < out.length; i++) out[i] = low + this.#interval(range);
    return out;
  }

  /** Fills `out` with 1 at probability `p`, else 0. */
  fillBernoulli<T extends Float64Array | Float32Array | Int32Array | Uint8Array>(out: T, p: number): T {
    for (let i = 0; i < out.length; i++) out[i] = this.#double() < p ? 1 : 0;
    return out;
  }

  /** The integers 0 to n - 1 in random order. */
  permutation(n: number): Int32Array {
    const order = new Int32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    return this.shuffle(order);
  }

  /** Puts the elements of `values` in random order, in place. */
  shuffle<T extends AnyArray>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.#interval(i);
      const held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
    return values;
  }

  /**
   * `size` indices from 0 to n - 1.
   *
   * @throws {ArgumentError} if n is 0, if more are asked without replacement than there are, or if `p` is not n probabilities that sum to 1.
   * @example new Generator(0).choice(60000, 5); // [2732, 43567, 42613, 52416, 45891]
   */
  choice(n: number, size: number, { replace = true, p }: ChoiceOptions = {}): Int32Array {
    checkChoice(n, size, replace, p);
    if (p !== undefined) return replace ? this.#weighted(cumulative(p), size) : this.#weightedDistinct(p, size);
    return replace ? this.fillIntegers(new Int32Array(size), 0, n) : this.permutation(n).slice(0, size);
  }

  #double(): number {
    const high = this.#words.next() >>> 5;
    const low = this.#words.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  // Marsaglia's polar method, second value first, as RandomState has it.
  #gauss(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    let x: number;
    let y: number;
    let radius: number;
    do {
      x = 2 * this.#double() - 1;
      y = 2 * this.#double() - 1;
      radius = x * x + y * y;
    } while (radius >= 1 || radius === 0);
    const factor = Math.sqrt((-2 * Math.log(radius)) / radius);
    this.#spare = factor * x;
    return factor * y;
  }

  #truncated(bound: number): number {
    let value: number;
    do value = this.#gauss();
    while (Math.abs(value) > bound);
    return value;
  }

  // Bits under the mask are drawn again until they are within range: no modulo bias.
  #interval(range: number): number {
    if (range === 0) return 0;
    if (range >= TWO_32) return this.#wideInterval(range);
    const mask = maskOf(range);
    let value: number;
    do value = (this.#words.next() & mask) >>> 0;
    while (value > range);
    return value;
  }

  #wideInterval(range: number): number {
    const mask = maskOf(Math.floor(range / TWO_32));
    let value: number;
    do {
      const high = (this.#words.next() & mask) >>> 0;
      value = high * TWO_32 + (this.#words.next() >>> 0);
    } while (value > range);
    return value;
  }

  #weighted(sums: Float64Array, size: number): Int32Array {
    const chosen = new Int32Array(size);
    for (let i = 0; i < size; i++) chosen[i] = firstAbove(sums, this.#double());
    return chosen;
  }

  // What a round draws twice counts once, at its first place; the next round runs without what was found.
  #weightedDistinct(p: ArrayLike<number>, size: number): Int32Array {
    const weights = Float64Array.from(p);
    const found = new Set<number>();
    while (found.size < size) {
      const drawn = this.#weighted(cumulative(weights), size - found.size);
      for (const index of drawn) {
        found.add(index);
        weights[index] = 0;
      }
    }
    return Int32Array.from(found);
  }
}

function checkedSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < TWO_32) return seed;
  throw new ArgumentError(`random: seed must be an integer from 0 to 4294967295, got ${seed}.`, 'seed', seed);
}

function checkedRange(low: number, high: number): number {
  const range = high - 1 - low;
  if (Number.isSafeInteger(low) && Number.isSafeInteger(high - 1) && range >= 0 && Number.isSafeInteger(range)) return range;
  throw new ArgumentError(`randint: low and high must be integers with low < high, got low ${low}, high ${high}.`, 'high', high);
}

function checkBound(bound: number): void {
  // Below 0.01 nearly every draw is thrown away.
  if (bound >= 0.01) return;
  throw new ArgumentError(`truncatedNormal: bound must be at least 0.01 standard deviations, got ${bound}.`, 'bound', bound);
}

function checkChoice(n: number, size: number, replace: boolean, p: ArrayLike<number> | undefined): void {
  if (!(Number.isInteger(n) && n > 0)) throw new ArgumentError(`choice: n must be a positive integer, got ${n}.`, 'n', n);
  if (!replace && size > n) {
    throw new ArgumentError(`choice: cannot take ${size} of ${n} without replacement. Ask for fewer, or set replace: true.`, 'size', size);
  }
  if (p === undefined) return;
  if (p.length !== n) throw new ArgumentError(`choice: p must have n = ${n} entries, got ${p.length}.`, 'p', p);
  checkProbabilities(p, size, replace);
}

function checkProbabilities(p: ArrayLike<number>, size: number, replace: boolean): void {
  let sum = 0;
  let possible = 0;
  for (let i = 0; i < p.length; i++) {
    const value = p[i]!;
    if (!(value >= 0)) throw new ArgumentError(`choice: p must not be negative or NaN, got ${value} at ${i}.`, 'p', p);
    sum += value;
    if (value > 0) possible++;
  }
  // sqrt of the float64 epsilon, as NumPy allows.
  if (Math.abs(sum - 1) > 1.5e-8) throw new ArgumentError(`choice: p must sum to 1, got ${sum}.`, 'p', p);
  if (!replace && possible < size) {
    throw new ArgumentError(`choice: cannot take ${size} without replacement, only ${possible} entries of p are above 0.`, 'size', size);
  }
}

function maskOf(value: number): number {
  return value === 0 ? 0 : 0xffffffff >>> Math.clz32(value);
}

function cumulative(p: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(p.length);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sums[i] = sum += p[i]!;
  for (let i = 0; i < p.length; i++) sums[i] = sums[i]! / sum;
  return sums;
}

function firstAbove(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The generator that everything random draws from unless it is given another.
 *
 * It starts at seed 0, so that a program that never seeds still gives the same run twice.
 *
 * @example random.seed(42);
 */
export const random: Generator = new Generator(0);
