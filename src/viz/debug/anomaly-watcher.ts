import { modulePath } from '../../graph/module-path.ts';
import type { GraphNode } from '../../graph/node.ts';
import type { OpDescriptor } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Tracer } from '../../graph/tracer.ts';
import { sourceLine } from '../trace/source-line.ts';
import { AnomalyError } from './anomaly-error.ts';
import { isFiniteRange, rangeOf, type ValueRange } from './range.ts';
import { sliceToDot } from './slice-dot.ts';
import type { Step } from './step.ts';

/** Looks at every value and gradient, and throws at the first that is not finite. */
export class AnomalyWatcher implements Tracer {
  readonly #steps: Step[] = [];
  readonly #byTensor = new WeakMap<Tensor, Step>();
  readonly #byNode = new WeakMap<GraphNode, Step>();
  #backward = 0;

  began(): void {
    this.#backward++;
  }

  ended(): void {
    this.#backward--;
  }

  applied(op: OpDescriptor, operands: readonly (Tensor | number)[], _attrs: object, output: Tensor): void {
    if (this.#backward > 0) return;
    const value = rangeOf(output);
    const step = this.#add(output, {
      op: op.name,
      label: output.label,
      modulePath: modulePath(),
      source: sourceLine(),
      operands: operands.map((operand, i) => ({ name: op.inputs[i] ?? String(i), step: this.#stepOf(operand) })),
      node: output.node,
      value,
      gradient: undefined,
    });
    if (isFiniteRange(value)) return;
    const given = step.operands.find(({ step: { value: range } }) => range.nans > 0);
    if (given !== undefined) throw this.#forward(given.step);
    // An infinity that was put in is meant: masks are made of them.
    const meant = value.nans === 0 && step.operands.some((operand) => operand.step.value.infinities > 0);
    if (!meant) throw this.#forward(step);
  }

  arrived(node: GraphNode, gradient: Tensor): void {
    const step = this.#byNode.get(node);
    if (step !== undefined) step.gradient = rangeOf(gradient);
  }

  differentiated(node: GraphNode, index: number, gradient: Tensor): void {
    const range = rangeOf(gradient);
    if (isFiniteRange(range)) return;
    const step = this.#byNode.get(node);
    const operand = node.op?.inputs[index] ?? String(index);
    const input = step?.operands[index]?.step;
    if (input !== undefined) input.gradient = range;
    const inputs = { ...inputsOf(step), ...(step?.gradient === undefined ? {} : { g: step.gradient }) };
    throw new AnomalyError({
      pass: 'backward',
      kind: kindOf(range),
      op: node.op?.name ?? '',
      operand,
      modulePath: node.modulePath,
      source: step?.source,
      inputs,
      output: range,
      dot: step === undefined ? '' : sliceToDot(step, this.#steps, true),
    });
  }

  #forward(step: Step): AnomalyError {
    const { op, source, value } = step;
    const dot = sliceToDot(step, this.#steps, false);
    return new AnomalyError({
      pass: 'forward',
      kind: kindOf(value),
      op,
      operand: '',
      modulePath: step.modulePath,
      source: source ?? sourceLine(),
      inputs: inputsOf(step),
      output: value,
      dot,
    });
  }

  #stepOf(operand: Tensor | number): Step {
    const known =
      typeof operand === 'number'
        ? undefined
        : (this.#byTensor.get(operand) ?? (operand.node === null ? undefined : this.#byNode.get(operand.node)));
    if (known !== undefined) return known;
    const number = typeof operand === 'number';
    const label = number ? String(operand) : operand.label;
    const node = number ? null : operand.node;
    const step: Step = {
      op: '',
      label,
      modulePath: '',
      source: undefined,
      operands: [],
      node,
      value: rangeOf(operand),
      gradient: undefined,
    };
    return this.#add(number ? null : operand, step);
  }

  #add(tensor: Tensor | null, step: Step): Step {
    this.#steps.push(step);
    if (tensor !== null) this.#byTensor.set(tensor, step);
    if (step.node !== null) this.#byNode.set(step.node, step);
    return step;
  }
}

function inputsOf(step: Step | undefined): Record<string, ValueRange> {
  return Object.fromEntries((step?.operands ?? []).map(({ name, step: operand }) => [name, operand.value]));
}

function kindOf(range: ValueRange): 'NaN' | 'Infinity' {
  return range.nans > 0 ? 'NaN' : 'Infinity';
}
