import type { Tensor } from '../../graph/tensor.ts';

/** A module, as far as a drawing asks: something with `forward`, and names for its parameters. */
export interface TracedModel {
  forward(...inputs: never[]): unknown;
  namedParameters(): readonly (readonly [string, Tensor])[];
  namedBuffers(): readonly (readonly [string, Tensor])[];
}

/**
 * What to draw: the graph behind tensors; what a function computes (with values and constants); or what a model computes
 * from `inputs`.
 */
export type TraceSubject = Tensor | readonly Tensor[] | (() => Tensor | readonly Tensor[]) | TracedModel;

/** What a drawing shows besides ops, shapes and modules. */
export interface TraceOptions {
  /** Inputs of a traced model. */
  readonly inputs?: readonly unknown[];
  /** The ops of forward, those of backward, or `both`. Default `forward`. */
  readonly pass?: 'forward' | 'backward' | 'both';
  /** Values of tensors. Interior ones are known when a function or model is traced. Default: true if one is. */
  readonly values?: boolean;
  /**
   * Derivatives of the root (of the sum of its elements). Default: those in `.grad`, and of a traced function all that
   * backward computed.
   */
  readonly gradients?: boolean;
  /** Tensors of up to so many elements show every value, larger ones their statistics. Default 6. */
  readonly most?: number;
  /** Where in the user's code each op was called. Traced functions and models only. Default false. */
  readonly sources?: boolean;
  /** How long each op took. Traced functions and models only; a GPU may still be at work by then. Default false. */
  readonly times?: boolean;
  /** Modules nested deeper than so many levels are drawn as one node; 0: every module is. Default: all are open. */
  readonly depth?: number;
  /** Draws a block that repeats once, with the number of times. Default false. */
  readonly fold?: boolean;
}
