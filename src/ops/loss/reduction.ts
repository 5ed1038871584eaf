import { ArgumentError } from '../../core/errors.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mean } from '../reduce/mean.ts';
import { sum } from '../reduce/sum.ts';

/** What becomes of the losses of the samples. */
export type Reduction = 'mean' | 'sum' | 'none';

/** Options that every loss takes. */
export interface LossOptions {
  /** Default 'mean'. */
  readonly reduction?: Reduction;
}

/** Losses by sample as the caller wants them. @internal */
export function reduceLoss(losses: Tensor, { reduction = 'mean' }: LossOptions): Tensor {
  switch (reduction) {
    case 'mean':
      return mean(losses);
    case 'sum':
      return sum(losses);
    case 'none':
      return losses;
    default:
      throw new ArgumentError(
        `loss: unknown reduction: reduction '${String(reduction)}'. Use 'mean', 'sum' or 'none'.`,
        'reduction',
        reduction,
      );
  }
}
