import { described } from '../../core/described.ts';
import { ArgumentError } from '../../core/errors.ts';
import { Tensor } from '../../graph/tensor.ts';

/** Refuses plain data, which a loss would ask for its shape. @throws {ArgumentError} @internal */
export function checkTensors(op: string, operands: Readonly<Record<string, unknown>>): void {
  for (const [name, operand] of Object.entries(operands)) {
    if (operand instanceof Tensor) continue;
    throw new ArgumentError(`${op}: ${name} must be a tensor: got ${described(operand)}. Wrap data with tensor(...).`, name, operand);
  }
}
