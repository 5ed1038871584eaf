import { referenceDevice } from '../backend/reference/device.ts';
import { onDevice } from '../backend/devices.ts';
import { Generator } from '../core/random.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { gradients } from '../graph/backward.ts';
import { enableGrad, noGrad } from '../graph/grad-mode.ts';
import { scope, track } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { leafOf, valuesOf, type Operand } from './copy.ts';
import type { Subject } from './subject.ts';

/** The vjp of a subject as a function of its operands and the cotangents of its outputs. @internal */
export function vjpOf(subject: Subject, seed: number): Subject {
  const shapes = outputShapes(subject);
  const generator = new Generator(seed).fork();
  const cotangents = shapes.map((shape, k): Operand => ({
    name: shapes.length === 1 ? 'the incoming gradient' : `the incoming gradient ${k}`,
    values: generator.randn(sizeOf(shape)),
    shape,
    differentiable: true,
    dtype: 'float64',
  }));
  const count = subject.operands.length;
  return {
    ...subject,
    operands: [...subject.operands, ...cotangents],
    run: (leaves) => {
      const outputs = enableGrad(() => subject.run(leaves.slice(0, count)));
      return backpropagate(
        outputs,
        leaves.slice(count),
        leaves.slice(0, count).filter((leaf) => leaf.requiresGrad),
        true,
      );
    },
  };
}

/** Gradients of outputs with respect to leaves: zeros where an output does not depend on them. */
function backpropagate(
  outputs: readonly Tensor[],
  cotangents: readonly Tensor[],
  leaves: readonly Tensor[],
  createGraph: boolean,
): Tensor[] {
  const roots = outputs.map((output, k) => ({ output, cotangent: cotangents[k]! })).filter(({ output }) => output.requiresGrad);
  return gradients(
    roots.map(({ output }) => output),
    roots.map(({ cotangent }) => cotangent),
    leaves,
    { createGraph, allowUnused: true },
  ).map(track);
}

function outputShapes(subject: Subject): Shape[] {
  return onDevice(referenceDevice, () => scopedShapes(subject));
}

function scopedShapes(subject: Subject): Shape[] {
  let shapes: Shape[] = [];
  scope(() => {
    noGrad(() => {
      shapes = subject.run(subject.operands.map((operand) => leafOf(operand, false))).map((output) => output.shape);
    });
  });
  return shapes;
}

/** Gradients of all operands for given cotangents; empty arrays for those that have none. */
export function vjpAt(
  { operands, run }: Subject,
  cotangents: readonly Float64Array[],
): { readonly gradients: Float64Array[]; readonly shapes: Shape[] } {
  return onDevice(referenceDevice, () => {
    const found: Float64Array[] = operands.map(() => new Float64Array(0));
    let shapes: Shape[] = [];
    scope(() => {
      const leaves = operands.map((operand) => leafOf(operand, true));
      const outputs = enableGrad(() => run(leaves));
      shapes = outputs.map((output) => output.shape);
      const seeds = outputs.map((output, k) =>
        leafOf({ name: '', values: cotangents[k]!, shape: output.shape, differentiable: true, dtype: 'float64' }, false),
      );
      const targets = leaves.map((leaf, i) => ({ leaf, i })).filter(({ leaf }) => leaf.requiresGrad);
      const results = backpropagate(
        outputs,
        seeds,
        targets.map(({ leaf }) => leaf),
        false,
      );
      targets.forEach(({ i }, k) => {
        found[i] = valuesOf(results[k]!);
      });
    });
    return { gradients: found, shapes };
  });
}
