import { ArgumentError, GradientError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import { gradients } from '../../graph/backward.ts';
import { Tensor } from '../../graph/tensor.ts';
import { setTracer } from '../../graph/tracer.ts';
import { shownTensor } from '../shown-values.ts';
import { explained, type GradientExplanation, type GradientPath } from './gradient-explanation.ts';
import { isZero } from './path-gradients.ts';
import { followPaths } from './follow-paths.ts';
import { UseWatcher, type Use } from './uses.ts';

/** How far `explainGradient` looks. */
export interface ExplainOptions {
  /** Paths followed at most: those that bring most of the gradient. Default 16. */
  readonly most?: number;
}

/**
 * Lists the paths from a parameter to a loss, with what each adds to the gradient, and says why a gradient is null or 0:
 * detached, computed in noGrad, not differentiable, not reached, a dead ReLU.
 *
 * The share of a path is its part of the gradient measured along the gradient, so the shares sum to 1; a negative one
 * works against the others. Of many paths those that bring most are followed, and the text says how many there are
 * besides, and what they add together. No `.grad` is touched.
 *
 * @param loss computes the loss, of one element: it is run and watched.
 * @throws {ArgumentError} if `loss` gives no tensor of one element, or `most` is no whole number from 1; {DeviceError} on webgpu, which only reads asynchronously.
 * @example
 * const w = tensor(3, { requiresGrad: true, label: 'w' });
 * explainGradient(w, () => w.mul(2).add(w.square())).paths.map(({ ops, share }) => [ops.join(' '), share]); // [['square add', 0.75], ['mul add', 0.25]]
 */
export function explainGradient(parameter: Tensor, loss: () => Tensor, { most = 16 }: ExplainOptions = {}): GradientExplanation {
  if (!Number.isInteger(most) || most < 1) {
    throw new ArgumentError(`explainGradient: most must be a whole number from 1: most ${most}.`, 'most', most);
  }
  const name = parameter.label === '' ? `the tensor ${format(parameter.shape)}` : parameter.label;
  const start: Use = { op: '', modulePath: '', source: undefined, node: parameter.node, operands: [] };
  const watcher = new UseWatcher(parameter, start);
  try {
    const root = watched(watcher, loss);
    if (parameter.node === null) return explained(name, { status: 'requires no grad', gradient: null, paths: [], pathCount: 0 });
    const total = totalGradient(root, parameter);
    try {
      const end = watcher.useOf(root);
      const { paths, pathCount } = end === undefined ? { paths: [], pathCount: 0 } : followPaths(end, start, root, total, most);
      const gradient = total === null ? null : (shownTensor(total, 6) ?? null);
      return explained(name, { status: statusOf(total, paths), gradient, paths, pathCount });
    } finally {
      total?.dispose();
    }
  } finally {
    for (const handle of watcher.handles) handle.dispose();
  }
}

function watched(watcher: UseWatcher, loss: () => Tensor): Tensor {
  const before = setTracer(watcher);
  try {
    const root: unknown = loss();
    if (!(root instanceof Tensor) || root.size !== 1) {
      const got = root instanceof Tensor ? format(root.shape) : root instanceof Promise ? 'a promise' : typeof root;
      throw new ArgumentError(
        `explainGradient: the loss must be a tensor of one element: got ${got}. Reduce it, and return it.`,
        'loss',
        root,
      );
    }
    return root;
  } finally {
    setTracer(before);
  }
}

/** The gradient that backward would give; null where it gives none. */
function totalGradient(root: Tensor, parameter: Tensor): Tensor | null {
  if (root.node === null) return null;
  try {
    return gradients([root], [undefined], [parameter], { retainGraph: true })[0]!;
  } catch (error) {
    // The root does not depend on it.
    if (error instanceof GradientError) return null;
    throw error;
  }
}

function statusOf(total: Tensor | null, paths: readonly GradientPath[]): GradientExplanation['status'] {
  if (total !== null) return isZero(total) ? 'zero' : 'flows';
  return paths.find(({ stop }) => stop !== null)?.stop?.reason ?? 'not reached';
}
