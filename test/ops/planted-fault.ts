import type { Shape } from '../../src/core/shape.ts';
import { sameShape } from '../../src/core/shape.ts';
import { apply, applyList } from '../../src/graph/apply.ts';
import type { OpDescriptor } from '../../src/graph/op.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { mul } from '../../src/ops/elementwise/mul.ts';
import { neg } from '../../src/ops/elementwise/neg.ts';
import { flip } from '../../src/ops/movement/flip.ts';
import { reshape } from '../../src/ops/movement/reshape.ts';
import { slice } from '../../src/ops/movement/slice.ts';

/** The mistakes that gradient rules are made of. */
export type Fault = 'sign' | 'factor' | 'axis' | 'missing un-broadcast';

/** One mistake in one rule of an op; `input` is -1 for a list op, whose rule serves all operands. */
export interface Plant {
  readonly fault: Fault;
  readonly input: number;
  /** For test titles. */
  readonly name: string;
}

/** Every mistake that can be planted in an op. */
export function plantsFor(op: OpDescriptor): Plant[] {
  const inputs = op.listRule !== null ? [-1] : op.inputs.map((_, i) => i).filter((i) => (op.differentiable & (1 << i)) !== 0);
  const faults: Fault[] = ['sign', 'factor', 'axis'];
  if (op.broadcasts && op.inputs.length > 1) faults.push('missing un-broadcast');
  return inputs.flatMap((input) =>
    faults.map((fault) => ({ fault, input, name: `${fault} in the rule of ${op.inputs[input] ?? 'its operands'}` })),
  );
}

/** The op with that mistake. */
export function planted(
  op: OpDescriptor,
  { fault, input }: Plant,
): ((...args: unknown[]) => Tensor) & { readonly descriptor: OpDescriptor } {
  const descriptor: OpDescriptor = {
    ...op,
    plans: [],
    entries: entriesWith(op, fault, input),
    joint: jointWith(op, fault, input),
    listRule: listRuleWith(op, fault),
  };
  const call = (...args: unknown[]): Tensor =>
    op.listRule === null ? apply(descriptor, args) : applyList(descriptor, args[0] as Tensor[], args[1] as object | undefined);
  return Object.assign(call, { descriptor });
}

function entriesWith(op: OpDescriptor, fault: Fault, input: number): OpDescriptor['entries'] {
  return op.entries.map((rule, i) =>
    rule === null || i !== input
      ? rule
      : { ...rule, grad: (g, saved, context) => damaged(rule.grad(g, saved, context), fault, context.shape) },
  );
}

function jointWith({ joint, inputs }: OpDescriptor, fault: Fault, input: number): OpDescriptor['joint'] {
  if (joint === null) return null;
  return {
    ...joint,
    grads: (g, saved, context) => {
      const found = joint.grads(g, saved, context);
      const name = inputs[input]!;
      const gradient = found[name];
      return gradient === null || gradient === undefined ? found : { ...found, [name]: damaged(gradient, fault, context.shapes[name]!) };
    },
  };
}

function listRuleWith({ listRule }: OpDescriptor, fault: Fault): OpDescriptor['listRule'] {
  return listRule === null ? null : (g, context) => damaged(listRule(g, context), fault, []);
}

function damaged(gradient: Tensor, fault: Fault, shape: Shape): Tensor {
  switch (fault) {
    case 'sign':
      return neg(gradient);
    case 'factor':
      return mul(gradient, 2);
    case 'axis':
      return flip(gradient);
    case 'missing un-broadcast':
      return sameShape(gradient.shape, shape) ? gradient : firstOf(gradient, shape);
  }
}

/** The gradient of one copy of a broadcast operand, in place of the sum over all. */
function firstOf(gradient: Tensor, shape: Shape): Tensor {
  const aligned = [...Array<number>(gradient.shape.length - shape.length).fill(1), ...shape];
  return reshape(
    slice(gradient, { begin: aligned.map(() => 0), size: aligned.map((length, axis) => Math.min(length, gradient.shape[axis]!)) }),
    { shape },
  );
}
