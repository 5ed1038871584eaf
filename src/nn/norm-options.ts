import type { Parameter } from '../graph/parameter.ts';

/** Options of the norms that keep no running statistics. */
export interface NormOptions {
  /** Added to the variance. Default 1e-5; RMSNorm: 1e-6. */
  readonly epsilon?: number;
  /** Learned scale and shift. Default true; InstanceNorm: false, as PyTorch. */
  readonly affine?: boolean;
}

/** A layer's scale and shift under the names that the ops have for them. @internal */
export function affineOf({ weight, bias }: { readonly weight: Parameter | null; readonly bias?: Parameter | null }): {
  gamma?: Parameter;
  beta?: Parameter;
} {
  return { ...(weight === null ? {} : { gamma: weight }), ...(bias === null || bias === undefined ? {} : { beta: bias }) };
}
