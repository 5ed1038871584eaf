import type { Raw } from '../backend/raw.ts';
import type { DType } from '../core/dtype.ts';
import type { Shape } from '../core/shape.ts';
import type { Tensor } from './tensor.ts';

type Named<K extends string, T> = { readonly [N in K]: T };

/** What a gradient rule knows besides tensors: the op's attributes, and the shape its gradient must have. */
export interface Context<A> {
  readonly attrs: A;
  readonly shape: Shape;
}

/** What a joint rule knows: all input shapes, and which inputs need their gradient. */
export interface JointContext<I extends string, A> {
  readonly attrs: A;
  readonly shapes: Named<I, Shape>;
  readonly needs: Named<I, boolean>;
}

/** The gradient rule of one input: what it saves, and the product of the incoming gradient with the Jacobian. */
export interface Vjp<S extends string, A> {
  readonly saves: readonly S[];
  readonly grad: (g: Tensor, saved: never, context: Context<A>) => Tensor;
}

/** One rule that gives the gradients of all inputs at once. */
export interface JointVjp<I extends string, S extends string, A> {
  readonly saves: readonly S[];
  readonly grads: (g: Tensor, saved: never, context: JointContext<I, A>) => Named<I, Tensor | null>;
}

/** Makes the rules of one op: bound to its inputs, by-products and attributes, so that a wrong name does not compile. */
export interface Saving<I extends string, S extends string, A> {
  <const N extends S>(saves: readonly N[], grad: (g: Tensor, saved: Named<N, Tensor>, context: Context<A>) => Tensor): Vjp<S, A>;
  joint<const N extends S>(
    saves: readonly N[],
    grads: (g: Tensor, saved: Named<N, Tensor>, context: JointContext<I, A>) => Named<I, Tensor | null>,
  ): JointVjp<I, S, A>;
}

type Savable<I extends readonly string[], M extends string> = I[number] | M | 'output';
type ForwardResult<M extends string> = [M] extends [never] ? Raw : { readonly output: Raw } & Named<M, Raw>;

/** Which dtypes an input takes. `float`: ints and bools become the device's float; `int32`, `bool`: that and nothing else. */
export type Accepts = Accepted | 'any';

type Accepted = 'float' | 'int32' | 'bool';

/**
 * What the operands that `accepts` does not name become together: `any`: the smallest dtype that holds all
 * (bool < int32 < float); `number`: at least int32; `float`: the device's float.
 */
export type Promotion = 'any' | 'number' | 'float';

/** A dtype, fixed or from the attributes; `float` is the device's. */
export type Gives<A> = Accepted | ((attrs: A) => DType);

/** An op: mathematics only. Everything about devices, graphs and accumulation is the engine's. */
export interface OpSpec<I extends readonly string[], A, M extends string, S extends keyof A> {
  readonly name: string;
  /** Names of the operands, in the order of the call. */
  readonly inputs: I;
  /** By-products of forward that a gradient may save (an argmax, batch statistics). */
  readonly keeps?: readonly M[];
  /** The attribute that may be given bare: with 'axis', sum(x, 0) is sum(x, { axis: 0 }). */
  readonly shorthand?: S;
  /** Default `any`. */
  readonly promotes?: Promotion;
  /** Inputs with a dtype of their own, left out of the promotion. */
  readonly accepts?: { readonly [K in NoInfer<I[number]>]?: Accepts };
  /** The output's shape. Throws a ShapeError, AxisError or ArgumentError before any kernel runs. */
  readonly outShape: (inputs: Named<I[number], { readonly shape: Shape }>, attrs: A) => Shape;
  readonly forward: (inputs: Named<I[number], Raw>, attrs: A) => ForwardResult<NoInfer<M>>;
  /** The output's dtype where it is not what the operands become together. Read where there are shapes but no values. */
  readonly gives?: Gives<A>;
  /** True if operands of different shapes broadcast: the engine then sums gradients back. */
  readonly broadcasts?: boolean;
  /** One rule per input, or null where the output is not differentiable in it. */
  readonly vjp: (
    saving: Saving<NoInfer<I[number]>, NoInfer<Savable<I, M>>, NoInfer<A>>,
  ) =>
    | JointVjp<NoInfer<I[number]>, NoInfer<Savable<I, M>>, NoInfer<A>>
    | { readonly [K in NoInfer<I[number]>]: Vjp<NoInfer<Savable<I, M>>, NoInfer<A>> | null };
}

type Operands<I extends readonly string[]> = { [K in keyof I]: Tensor | number };

type Attrs<A, S extends keyof A> = [S] extends [never] ? A : A | Exclude<A[S], undefined>;

/** A defined op: called with its operands in order, attributes last (or the attribute `S` bare). */
export interface Op<I extends readonly string[], A = {}, S extends keyof A = never> {
  (...args: {} extends A ? [...inputs: Operands<I>, attrs?: Attrs<A, S>] : [...inputs: Operands<I>, attrs: Attrs<A, S>]): Tensor;
  readonly descriptor: OpDescriptor;
}

/** An op over a list of operands, such as concat. It saves nothing. */
export interface ListOpSpec<A, S extends keyof A> {
  readonly name: string;
  readonly shorthand?: S;
  readonly promotes?: Promotion;
  readonly outShape: (inputs: readonly { readonly shape: Shape }[], attrs: A) => Shape;
  readonly forward: (inputs: readonly Raw[], attrs: A) => Raw;
  /** The gradient of operand `index`. */
  readonly vjp: (g: Tensor, context: { readonly attrs: A; readonly index: number; readonly shapes: readonly Shape[] }) => Tensor;
}

/** A defined list op: called with an array of tensors, attributes last. */
export interface ListOp<A = {}, S extends keyof A = never> {
  (...args: {} extends A ? [inputs: readonly Tensor[], attrs?: Attrs<A, S>] : [inputs: readonly Tensor[], attrs: Attrs<A, S>]): Tensor;
  readonly descriptor: OpDescriptor;
}

/** Makes an object with fixed names from values in order: one hidden class per op. @internal */
export type Pack = new (...values: unknown[]) => object;

/** The rule of one input as the engine runs it. @internal */
export interface EntryRule {
  readonly saves: readonly string[];
  readonly pack: Pack;
  readonly grad: (g: Tensor, saved: never, context: Context<never>) => Tensor;
  /** False if the rule does not declare the context parameter: it is not made then. */
  readonly usesContext: boolean;
}

/** What a node saves when the inputs in a mask need gradients. @internal */
export interface SavePlan {
  /** Index of an input, or `arity` for the output, or `arity + 1 + k` for by-product k. */
  readonly sources: readonly number[];
  /** For each input (or the joint rule, at 0): where its saved blocks stand in `sources`. */
  readonly positions: readonly (readonly number[])[];
}

/** What the engine runs, and what a node points to. */
export interface OpDescriptor {
  readonly name: string;
  /** Names of the operands; empty for a list op. */
  readonly inputs: readonly string[];
  readonly keeps: readonly string[];
  /** The attribute that may be given bare. */
  readonly shorthand: string | null;
  readonly broadcasts: boolean;
  readonly promotes: Promotion;
  /** @internal */
  readonly accepts: readonly (Accepts | undefined)[] | null;
  /** @internal */
  readonly gives: Gives<never> | null;
  /** @internal */
  readonly pack: Pack;
  /** @internal */
  readonly outShape: (inputs: never, attrs: never) => Shape;
  /** @internal */
  readonly forward: (inputs: never, attrs: never) => Raw | ({ readonly output: Raw } & Readonly<Record<string, Raw>>);
  /** Bit i is set if input i has a rule. @internal */
  readonly differentiable: number;
  /** @internal */
  readonly entries: readonly (EntryRule | null)[];
  /** @internal */
  readonly joint: {
    readonly saves: readonly string[];
    readonly pack: Pack;
    readonly grads: (g: Tensor, saved: never, context: JointContext<string, never>) => Readonly<Record<string, Tensor | null>>;
  } | null;
  /** @internal */
  readonly listRule: ((g: Tensor, context: never) => Tensor) | null;
  /** Plans by mask of the inputs that need gradients, filled as they occur. @internal */
  readonly plans: (SavePlan | undefined)[];
}
