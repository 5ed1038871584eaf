import { retain } from '../../backend/raw.ts';
import { isFloat } from '../../core/dtype.ts';
import { ArgumentError } from '../../core/errors.ts';
import { random, type Generator, type GeneratorState } from '../../core/random.ts';
import type { Shape } from '../../core/shape.ts';
import { gradientsAt } from '../../graph/backward.ts';
import { defineOp } from '../../graph/define-op.ts';
import { enableGrad, isRecording } from '../../graph/grad-mode.ts';
import { modulePath } from '../../graph/module-path.ts';
import { GraphNode, nextNodeId } from '../../graph/node.ts';
import type { OpDescriptor } from '../../graph/op.ts';
import { scope, track, trackNode } from '../../graph/scope.ts';
import { rawOf, Tensor } from '../../graph/tensor.ts';
import { zeros } from '../creation/fill.ts';
import { listOf, type Inputs, type TensorFunction } from './inputs.ts';
import { identity } from './identity.ts';

/** What a checkpoint restores before it computes again. */
export interface CheckpointOptions {
  /** Generators that the function draws from, besides the process's own. */
  readonly generators?: readonly Generator[];
}

/**
 * Computes `fn(...inputs)` without keeping what its gradients need: backward computes the function again. Time for
 * memory, segment by segment of a deep model.
 *
 * Gradients flow to the inputs and to what the function closes over (the parameters of a module). Random numbers are
 * the same both times. What a function changes besides, such as running statistics, it changes twice.
 *
 * Source: T. Chen et al., "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174.
 *
 * @throws {ArgumentError} if `fn` does not return a tensor.
 * @example
 * const x = tensor([1, 2], { requiresGrad: true });
 * checkpoint((h) => h.exp().sin(), x).sum().backward(); // exp(x) is not kept, but computed twice
 */
export function checkpoint(fn: TensorFunction, inputs: Inputs, { generators = [] }: CheckpointOptions = {}): Tensor {
  const list = listOf(inputs);
  if (!isRecording()) return fn(...list);
  const drawn = [random, ...generators];
  const states = drawn.map((generator) => generator.getState());
  const { output, closedOver } = forwardOnly(fn, list);
  const edges = [...list.map(({ node }) => node), ...closedOver];
  if (edges.some((node) => node !== null) && isFloat(output.dtype)) {
    const op = recomputing({ fn, closedOver, generators: drawn, states }, list);
    const shapes = [...list.map(({ shape }) => shape), ...closedOver.map(({ shape }) => shape)];
    const saved = list.map((input) => retain(rawOf(input)));
    output.node = new GraphNode(op, {}, edges, saved, output.shape, output.device, modulePath());
    output.node.shapes = shapes;
    trackNode(output.node);
  }
  return output;
}

interface Forward {
  readonly output: Tensor;
  /** Nodes from before that the result depends on, besides through the inputs. */
  readonly closedOver: readonly GraphNode[];
}

/** The value, recorded only to see what the function closes over; all else is freed. */
function forwardOnly(fn: TensorFunction, inputs: readonly Tensor[]): Forward {
  return scope(() => {
    const firstNode = nextNodeId();
    const result: unknown = fn(...inputs.map((input) => (input.requiresGrad ? leafOf(input) : input)));
    if (!(result instanceof Tensor)) {
      const got = result instanceof Promise ? 'a promise' : typeof result;
      throw new ArgumentError(
        `checkpoint: the function must return a tensor: got ${got}. Await outside, and checkpoint what is synchronous.`,
        'fn',
        fn,
      );
    }
    const closedOver = olderNodes(result.node, firstNode);
    return { output: track(new Tensor(rawOf(result))), closedOver };
  });
}

function leafOf(input: Tensor): Tensor {
  return track(new Tensor(rawOf(input))).setRequiresGrad();
}

/** Where the graph behind a node reaches back to before `firstNode`. */
function olderNodes(node: GraphNode | null, firstNode: number): GraphNode[] {
  const older: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  const stack = node === null ? [] : [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.id < firstNode) older.push(next);
    else for (const input of next.inputs) if (input !== null) stack.push(input);
  }
  return older;
}

interface Call {
  readonly fn: TensorFunction;
  /** Nodes from before the call that it depends on, besides through its inputs. */
  readonly closedOver: readonly GraphNode[];
  readonly generators: readonly Generator[];
  /** Where the generators stood when the function ran first. */
  readonly states: readonly GeneratorState[];
}

/** The op of one call: its rule runs the function again and differentiates it. */
function recomputing(call: Call, inputs: readonly Tensor[]): OpDescriptor {
  const names = inputs.map((_, i) => `inputs[${i}]`);
  const others = call.closedOver.map(({ description }) => description);
  return defineOp({
    name: 'checkpoint',
    inputs: [...names, ...others],
    outShape: (): Shape => [],
    // Never run: the value is there before the node.
    forward: (operands) => operands[names[0]!]!,
    vjp: (saving) =>
      saving.joint(names, (g, saved, { needs }) => {
        const places = names.map((name) => placeOf(saved[name]!, needs[name]!));
        const wanted = [
          ...places.map(({ node }, i) => (needs[names[i]!]! ? node : null)),
          ...call.closedOver.map((node, i) => (needs[others[i]!]! ? node : null)),
        ];
        const found = gradientsAgain(call, places, wanted, g);
        return Object.fromEntries([...names, ...others].map((name, i) => [name, found[i]!]));
      }),
  }).descriptor;
}

/** Where the second run is differentiated at: linked to the graph behind if gradients are recorded, else a leaf. */
function placeOf(saved: Tensor, needed: boolean): Tensor {
  if (!needed) return saved;
  return isRecording() ? identity(saved) : leafOf(saved);
}

function gradientsAgain(call: Call, places: readonly Tensor[], wanted: readonly (GraphNode | null)[], g: Tensor): (Tensor | null)[] {
  const createGraph = isRecording();
  const nodes = wanted.filter((node) => node !== null);
  return scope(() => {
    const output = enableGrad(() => fromStates(call, () => call.fn(...places)));
    // Nodes of the outer graph may lie on the way: they are retained, and what is new is freed with this scope.
    const found = withoutSinks(call.closedOver, () => gradientsAt(output, g, nodes, { createGraph, retainGraph: true }));
    return wanted.map((node) => {
      if (node === null) return null;
      return track(found[nodes.indexOf(node)] ?? zeros(node.shape, { device: node.device }));
    });
  });
}

/** Runs `fn` with the generators where they once stood, and puts them back. */
function fromStates<T>({ generators, states }: Call, fn: () => T): T {
  const now = generators.map((generator) => generator.getState());
  generators.forEach((generator, i) => generator.setState(states[i]!));
  try {
    return fn();
  } finally {
    generators.forEach((generator, i) => generator.setState(now[i]!));
  }
}

/** The outer pass runs the hooks of these nodes when it comes to them, on the whole gradient. */
function withoutSinks<T>(nodes: readonly GraphNode[], fn: () => T): T {
  const sinks = nodes.map(({ sink }) => sink);
  for (const node of nodes) node.sink = null;
  try {
    return fn();
  } finally {
    nodes.forEach((node, i) => {
      node.sink = sinks[i]!;
    });
  }
}
