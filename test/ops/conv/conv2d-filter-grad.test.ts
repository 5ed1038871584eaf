import { conv2dFilterGrad, type Conv2dFilterGradAttrs } from '../../../src/ops/conv/conv2d-filter-grad.ts';
import { explicitWindows, windowsOver } from '../../../src/ops/conv/window.ts';
import type { Conv2dAttrs, Shape } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import fc from 'fast-check';
import { describeOp } from '../contract.ts';
import { convAttrs, convShapes } from './window-cases.ts';

/** The operands of a filter gradient and its attributes, for a convolution of these operands. */
function gradientCase(
  { x, filter }: { readonly x: Shape; readonly filter: Shape },
  attrs: Conv2dAttrs,
): { shapes: { x: Shape; dy: Shape }; attrs: Conv2dFilterGradAttrs } {
  const windows = windowsOver('conv2d', x, filter.slice(0, 2), attrs);
  const dy = [x[0]!, windows[0].output, windows[1].output, filter[3]!];
  return { shapes: { x, dy }, attrs: { ...explicitWindows(windows), groups: attrs.groups ?? 1, shape: filter } };
}

// The attributes name the filter's shape, that the operands' shapes leave open: the case is drawn whole and handed over.
const made = new WeakMap<object, Conv2dFilterGradAttrs>();
const cases = convShapes
  .chain((shapes) => convAttrs(shapes).map((attrs) => gradientCase(shapes, attrs)))
  .map(({ shapes, attrs }) => {
    made.set(shapes, attrs);
    return shapes;
  });

describeOp(
  conv2dFilterGrad,
  { x: anyReal, dy: anyReal },
  { shapes: cases, attrs: (shapes) => fc.constant(made.get(shapes)!), nan: false, exception: 'a gradient: NaN over padding as in conv2d' },
);
