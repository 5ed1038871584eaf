import { isRecording } from '../../graph/grad-mode.ts';
import { modulePath } from '../../graph/module-path.ts';
import type { GraphNode } from '../../graph/node.ts';
import type { OpDescriptor } from '../../graph/op.ts';
import type { Raw } from '../../backend/raw.ts';
import { Tensor } from '../../graph/tensor.ts';
import type { Tracer } from '../../graph/tracer.ts';
import { sourceLine } from '../trace/source-line.ts';

/** Why a gradient does not come back over an edge. */
export type Barrier = 'detached' | 'noGrad' | 'not differentiable';

/** An op that ran, and the tensors that went in. */
export interface Use {
  readonly op: string;
  readonly modulePath: string;
  readonly source: string | undefined;
  /** Where the gradient of this op's output is known; null if it has none. */
  readonly node: GraphNode | null;
  readonly operands: readonly Operand[];
}

/** An edge of the computation, also where no gradient takes it. */
export interface Operand {
  readonly index: number;
  /** The op that made it, or the parameter. */
  readonly from: Use;
  readonly barrier: Barrier | null;
}

/** Records what a loss is computed from, beyond what the graph keeps: detached tensors, ops without recording. */
export class UseWatcher implements Tracer {
  readonly #byTensor = new Map<Tensor, Use>();
  readonly #byNode = new Map<GraphNode, Use>();
  /** Detaching makes a new handle of the same block. */
  readonly #byRaw = new Map<Raw, Use>();
  /** Keeps what is looked up by identity alive. */
  readonly handles: Tensor[] = [];
  #backward = 0;

  constructor(parameter: Tensor, use: Use) {
    this.#index(parameter, use);
  }

  useOf(tensor: Tensor): Use | undefined {
    return this.#byTensor.get(tensor) ?? (tensor.node === null ? undefined : this.#byNode.get(tensor.node)) ?? this.#byRaw.get(tensor.raw!);
  }

  began(): void {
    this.#backward++;
  }

  ended(): void {
    this.#backward--;
  }

  applied(op: OpDescriptor, operands: readonly (Tensor | number)[], _attrs: object, output: Tensor): void {
    if (this.#backward > 0) return;
    const found = operands.flatMap((operand, index): Operand[] => {
      const from = typeof operand === 'number' ? undefined : this.useOf(operand);
      return from === undefined || typeof operand === 'number'
        ? []
        : [{ index, from, barrier: this.#barrier(index, operand, from, output) }];
    });
    this.#index(output, { op: op.name, modulePath: modulePath(), source: sourceLine(), node: output.node, operands: found });
  }

  #barrier(index: number, operand: Tensor, from: Use, output: Tensor): Barrier | null {
    if (operand.node === null && from.node !== null) return 'detached';
    if (operand.node === null) return null;
    if (!isRecording()) return 'noGrad';
    return output.node?.inputs[index] == null ? 'not differentiable' : null;
  }

  #index(tensor: Tensor, use: Use): void {
    const raw = tensor.raw!;
    this.handles.push(new Tensor(raw, tensor.node));
    this.#byTensor.set(tensor, use);
    // An op may hand on its operand's block: the first maker stays.
    if (!this.#byRaw.has(raw)) this.#byRaw.set(raw, use);
    if (tensor.node !== null) this.#byNode.set(tensor.node, use);
  }
}
