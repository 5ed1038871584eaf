import { referenceDevice } from '../backend/reference/device.ts';
import { MegagradError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { scope } from '../graph/scope.ts';
import { OpCheckError } from './op-check-error.ts';
import { describeCase, operandsOf, upload, type OpCase, type OpUnderTest } from './op-under-test.ts';

/** An error that an op must throw. */
export interface ExpectedError<I extends string = string, A = object> {
  readonly shapes: Readonly<Record<I, Shape>>;
  readonly attrs?: A;
  /** The whole text, or a pattern. */
  readonly message: string | RegExp;
}

/** Shapes that no element-wise op takes (one with shapes of its own broadcasts batches only), and what the options name. */
export function checkErrors(op: OpUnderTest, errors: readonly ExpectedError[], elementWise: boolean): void {
  const expected: ExpectedError[] = [...errors];
  if (op.descriptor?.broadcasts === true && op.inputs.length === 2 && elementWise) {
    const [a, b] = op.inputs as readonly [string, string];
    expected.push({
      shapes: { [a]: [2, 3], [b]: [4, 3] },
      message: `${op.name}: cannot broadcast ${a} [2,3] with ${b} [4,3] (axis 0: 2 vs 4). Make the lengths equal, or 1.`,
    });
  }
  for (const { shapes, attrs, message } of expected) {
    const at: OpCase = { shapes, attrs, seed: 0 };
    const thrown = thrownBy(op, at);
    if (thrown === undefined)
      throw new OpCheckError(
        `checkOp: ${op.name} accepts what it must refuse: ${describeCase(op, at)}. Expected the error: ${String(message)}`,
        op.name,
      );
    if (!(thrown instanceof MegagradError) || !(typeof message === 'string' ? thrown.message === message : message.test(thrown.message))) {
      throw new OpCheckError(
        `checkOp: ${op.name} refuses with other words: ${thrown instanceof Error ? thrown.toString() : typeof thrown}. Expected: ${String(message)}`,
        op.name,
        {},
        { cause: thrown },
      );
    }
  }
}

/** What the op throws at a case; undefined if nothing. */
export function thrownBy(op: OpUnderTest, at: OpCase): unknown {
  try {
    scope(() => {
      op.call(
        operandsOf(op, at).map((operand) => upload(operand, referenceDevice, false)),
        at.attrs,
      );
    });
    return undefined;
  } catch (error) {
    return error;
  }
}
