import type { Device } from '../backend/device.ts';
import { onDevice } from '../backend/devices.ts';
import { shapesOnly } from '../backend/shapes-only.ts';
import { MegagradError } from '../core/errors.ts';
import { sameShape } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import { scope } from '../graph/scope.ts';
import type { Operand } from './copy.ts';
import { upload, type OpCase, type OpUnderTest } from './op-under-test.ts';

/** What summaries rely on: by its shape rule and its dtypes alone, an op tells what forward gives. */
export function checkShapes(op: OpUnderTest, at: OpCase, operands: readonly Operand[], device: Device): void {
  if (op.descriptor === null) return;
  const standIn = shapesOnly(device);
  scope(() => {
    const [real, foretold] = [device, standIn].map((on) =>
      onDevice(on, () =>
        noGrad(
          () =>
            op.call(
              operands.map((operand) => upload(operand, on, false)),
              at.attrs,
            )[0]!,
        ),
      ),
    );
    if (sameShape(real!.shape, foretold!.shape) && real!.dtype === foretold!.dtype) return;
    throw new MegagradError(
      `${op.name}: the op foretells ${foretold!.toString()}, forward gives ${real!.toString()}. Write what it gives into the op's 'gives'.`,
    );
  });
}
