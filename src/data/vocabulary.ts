import { ArgumentError } from '../core/errors.ts';

/**
 * Tokens (words, characters) and their numbers, in order of first appearance.
 *
 * @example new Vocabulary(['a', 'b', 'a']).encode(['b', 'a']); // [1, 0]
 */
export class Vocabulary {
  /** Token of each number. */
  readonly tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  constructor(tokens: Iterable<string>) {
    const ids = new Map<string, number>();
    for (const token of tokens) if (!ids.has(token)) ids.set(token, ids.size);
    this.#ids = ids;
    this.tokens = [...ids.keys()];
  }

  get size(): number {
    return this.tokens.length;
  }

  has(token: string): boolean {
    return this.#ids.has(token);
  }

  /** @throws {ArgumentError} if the token is not in the vocabulary. */
  idOf(token: string): number {
    const id = this.#ids.get(token);
    if (id !== undefined) return id;
    throw new ArgumentError(`Vocabulary: no such token: ${JSON.stringify(token)}.`, 'token', token);
  }

  /** @throws {ArgumentError} if no token has this number. */
  tokenOf(id: number): string {
    const token = this.tokens[id];
    if (token !== undefined) return token;
    throw new ArgumentError(`Vocabulary: no such number: id ${id}, the vocabulary has ${this.size}.`, 'id', id);
  }

  encode(tokens: Iterable<string>): Int32Array {
    return Int32Array.from(tokens, (token) => this.idOf(token));
  }

  decode(ids: ArrayLike<number>): string[] {
    return Array.from(ids, (id) => this.tokenOf(id));
  }
}
