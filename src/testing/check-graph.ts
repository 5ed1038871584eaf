import { referenceDevice } from '../backend/reference/device.ts';
import { MegagradError } from '../core/errors.ts';
import { isFloat } from '../core/dtype.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sameShape } from '../core/shape.ts';
import type { Operand } from './copy.ts';
import { checkSubject } from './check-subject.ts';
import { upload, type OpCase, type OpUnderTest } from './op-under-test.ts';
import type { Subject } from './subject.ts';

/** Only operands that require grad get an edge, and only what their rules declare is saved. */
export function checkSaving(op: OpUnderTest, at: OpCase, operands: readonly Operand[]): void {
  scope(() => {
    const constants = operands.map((operand) => upload(operand, referenceDevice, false));
    if (op.call(constants, at.attrs).some((output) => output.node !== null))
      throw new MegagradError(`${op.name}: it records a node though no operand requires grad.`);
    const { descriptor } = op;
    if (descriptor === null || descriptor.listRule !== null) return;
    operands.forEach((operand, i) => {
      if (!operand.differentiable) return;
      const inputs = constants.map((constant, k) => (k === i ? upload(operand, referenceDevice, true) : constant));
      const node = op.call(inputs, at.attrs)[0]!.node;
      const rule = descriptor.joint ?? descriptor.entries[i] ?? null;
      if (rule === null) {
        if (node !== null) throw new MegagradError(`${op.name}: it records a node for ${operand.name}, for which it has no gradient rule.`);
        return;
      }
      if (node === null) return;
      if (node.inputs.some((input, k) => k !== i && input !== null))
        throw new MegagradError(`${op.name}: its node has an edge to an operand that requires no grad.`);
      const kept = new Set(rule.saves).size;
      if (node.saved!.length > kept)
        throw new MegagradError(`${op.name}: its node saves ${node.saved!.length} tensors for ${operand.name}, its rule asks for ${kept}.`);
    });
  });
}

/** The same tensor as two operands, and the output used twice: the engine adds the gradients up. */
export function checkSharing(op: OpUnderTest, at: OpCase, operands: readonly Operand[]): void {
  const floats = operands.map((operand, i) => ({ operand, i })).filter(({ operand }) => operand.differentiable);
  const first = floats[0];
  if (first === undefined) return;
  const alike = floats.filter(
    ({ operand, i }) =>
      sameShape(operand.shape, first.operand.shape) && op.domainOf(op.inputs[i]!, at) === op.domainOf(op.inputs[first.i]!, at),
  );
  // Two of the same number are a tie: maximum has a kink there.
  const smooth = op.domainOf(op.inputs[first.i]!, at).name !== 'distinct';
  if (alike.length > 1 && smooth) {
    const places = new Set(alike.map(({ i }) => i));
    checkSubject(
      subject(`${op.name}(x, x)`, [first.operand], ([x]) =>
        op.call(
          operands.map((operand, i) => (places.has(i) ? x! : upload(operand, referenceDevice, false))),
          at.attrs,
        ),
      ),
      1,
      {},
    );
  }
  const diamond = (leaves: readonly Tensor[]): Tensor[] =>
    op
      .call(leaves, at.attrs)
      .filter(({ dtype }) => isFloat(dtype))
      .map((y) => add(y, mul(y, 0.5)));
  if (floats.length > 0) checkSubject(subject(`a diamond over ${op.name}`, operands, diamond), 1, {});
}

function subject(name: string, operands: readonly Operand[], run: Subject['run']): Subject {
  return { check: 'checkOp', name, operands, run };
}
