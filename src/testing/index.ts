export { anyReal, awayFrom, bools, distinct, interval, ints, positive, unitInterval, type Domain } from './domain.ts';
export { axesOf, axisOf, broadcastableShapes, broadcastOf, shapes, type ShapeOptions } from './shapes.ts';
export { seeds, tensors } from './tensors.ts';
export { numericalGradient } from './numerical-gradient.ts';
export { gradcheck, gradgradcheck, type GradcheckOptions, type GradcheckReport } from './gradcheck.ts';
export { GradcheckError, type GradientMismatch } from './gradcheck-error.ts';
export type { StepOptions } from './difference.ts';
export type { ModuleLike, TensorFunction } from './subject.ts';
