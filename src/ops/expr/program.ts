import type { Signature } from './signatures.ts';

/** The operators of two operands. */
export type BinarySign = '+' | '-' | '*' | '/' | '@' | '**';

/** One step of a formula in postfix order: it takes values from a stack and puts one back. `at` is its place in the source. */
export type Step = { readonly at: number } & (
  | { readonly kind: 'value'; readonly value: number | string | boolean }
  | { readonly kind: 'hole'; readonly index: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'negate' }
  | { readonly kind: 'binary'; readonly sign: BinarySign }
  | { readonly kind: 'list'; readonly length: number }
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'element'; readonly index: number }
  /** Values: the positional ones, then the named ones. */
  | { readonly kind: 'call'; readonly signature: Signature; readonly positional: number; readonly names: readonly string[] }
  /** The same over the function that a hole gave, below its arguments. */
  | { readonly kind: 'callHole'; readonly positional: number; readonly names: readonly string[] }
);

/** A formula ready to run. */
export interface Program {
  readonly source: string;
  readonly steps: readonly Step[];
}
