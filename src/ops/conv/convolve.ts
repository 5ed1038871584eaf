import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import type { Shape } from '../../core/shape.ts';
import { kernelWindows, type Windows } from './window.ts';

type Shape4 = [number, number, number, number];

const layout = { dataFormat: 'NHWC' } as const;

/** Each image under each filter [FH, FW, C / groups, D]: [N, OH, OW, D]. @internal */
export function convolve(x: Raw, filter: Raw, windows: Windows, groups: number): Raw {
  const attrs = { ...kernelWindows(windows), ...layout };
  if (groups === 1) return kernel('Conv2D', { x, filter }, attrs);
  if (isDepthwise(filter.shape))
    return kernel('DepthwiseConv2dNative', { x, filter: reshape(filter, depthwiseShape(filter.shape, groups)) }, attrs);
  return byGroup(groups, (part) => kernel('Conv2D', { x: part(x), filter: part(filter) }, attrs));
}

/** The adjoint of `convolve` in x: images of `inputShape`. @internal */
export function convolveInput(dy: Raw, filter: Raw, inputShape: Shape, windows: Windows, groups: number): Raw {
  const attrs = { ...kernelWindows(windows), ...layout };
  if (groups === 1) return kernel('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: shape4(inputShape) });
  if (isDepthwise(filter.shape)) {
    const weights = reshape(filter, depthwiseShape(filter.shape, groups));
    return kernel('DepthwiseConv2dNativeBackpropInput', { dy, filter: weights }, { ...attrs, inputShape: shape4(inputShape) });
  }
  const part4 = shape4(inputShape.with(3, inputShape[3]! / groups));
  return byGroup(groups, (part) => kernel('Conv2DBackpropInput', { dy: part(dy), filter: part(filter) }, { ...attrs, inputShape: part4 }));
}

/** The adjoint of `convolve` in the filter. @internal */
export function convolveFilter(x: Raw, dy: Raw, filterShape: Shape, windows: Windows, groups: number): Raw {
  const attrs = { ...kernelWindows(windows), ...layout };
  if (groups === 1) return kernel('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: shape4(filterShape) });
  if (isDepthwise(filterShape)) {
    const gradient = kernel(
      'DepthwiseConv2dNativeBackpropFilter',
      { x, dy },
      { ...attrs, filterShape: depthwiseShape(filterShape, groups) },
    );
    return reshape(gradient, filterShape);
  }
  const part4 = shape4(filterShape.with(3, filterShape[3]! / groups));
  return byGroup(groups, (part) => kernel('Conv2DBackpropFilter', { x: part(x), dy: part(dy) }, { ...attrs, filterShape: part4 }));
}

/** One input channel for each group. */
function isDepthwise(filter: Shape): boolean {
  return filter[2] === 1;
}

/** Filters [FH, FW, 1, C * M] of C groups stand in memory as the [FH, FW, C, M] that depthwise kernels take. */
function depthwiseShape(filter: Shape, groups: number): Shape4 {
  return [filter[0]!, filter[1]!, groups, filter[3]! / groups];
}

function shape4(shape: Shape): Shape4 {
  return [shape[0]!, shape[1]!, shape[2]!, shape[3]!];
}

function reshape(x: Raw, shape: Shape): Raw {
  return kernel('Reshape', { x }, { shape });
}

/** Runs each group on its share of the last axis and joins the results there. */
function byGroup(groups: number, run: (part: (x: Raw) => Raw) => Raw): Raw {
  const results: Record<string, Raw> = {};
  for (let group = 0; group < groups; group++) {
    results[group] = run((x) => {
      const size = x.shape.with(3, x.shape[3]! / groups);
      return kernel('Slice', { x }, { begin: [0, 0, 0, group * size[3]!], size });
    });
  }
  return kernel('Concat', results, { axis: 3 });
}
