import { ArgumentError } from '../../core/errors.ts';
import { Tensor } from '../../graph/tensor.ts';

/** Refuses plain data, which a loss would ask for its shape. @throws {ArgumentError} @internal */
export function checkTensors(op: string, operands: Readonly<Record<string, unknown>>): void {
  for (const [name, operand] of Object.entries(operands)) {
    if (operand instanceof Tensor) continue;
    const got = Array.isArray(operand) ? 'an array' : operand === undefined ? 'nothing' : operand === null ? 'null' : `a ${typeof operand}`;
    throw new ArgumentError(`${op}: ${name} must be a tensor: got ${got}. Wrap data with tensor(...).`, name, operand);
  }
}
