import { ArgumentError } from '../core/errors.ts';
import { Parameter } from '../graph/parameter.ts';
import { Tensor } from '../graph/tensor.ts';

/** @throws {ArgumentError} unless `parameters` is a list of Parameters. @internal */
export function checkParameters(name: string, parameters: readonly Parameter[]): void {
  if (!Array.isArray(parameters)) {
    throw new ArgumentError(
      `${name}: parameters must be a list: parameters ${kindOf(parameters)}. Pass model.parameters().`,
      'parameters',
      parameters,
    );
  }
  parameters.forEach((parameter, i) => {
    if (parameter instanceof Parameter) return;
    throw new ArgumentError(
      `${name}: parameters must be Parameters: parameter ${i} ${kindOf(parameter)}. Pass model.parameters(), or new Parameter(tensor) for a leaf of your own.`,
      'parameters',
      parameter,
    );
  });
}

/** @throws {ArgumentError} if one was freed, or waits for its first forward. @internal */
export function checkValues(name: string, parameters: readonly Parameter[]): void {
  parameters.forEach((parameter, i) => {
    if (!parameter.isDisposed) return;
    throw new ArgumentError(`${name}: ${titleOf(parameter, i)} ${parameter.absence()}`, 'parameters', parameter);
  });
}

/** A parameter as messages name it. @internal */
export function titleOf(parameter: Parameter, i: number): string {
  return `parameter ${i} (${parameter.label || 'no label'})`;
}

/** What a value is, where a message cannot print it. @internal */
export function kindOf(value: unknown): string {
  if (value instanceof Tensor) return 'a Tensor';
  return value === null ? 'null' : typeof value === 'object' ? value.constructor.name : typeof value;
}
