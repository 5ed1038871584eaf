import { links, offset, start, factor } from './scalar-chain.ts';

/** micrograd's value in TypeScript, with the recursion of its sort written as a loop. */
class Value {
  readonly data: number;
  readonly parents: readonly Value[];
  grad = 0;
  pull: (() => void) | null = null;

  constructor(data: number, parents: readonly Value[]) {
    this.data = data;
    this.parents = parents;
  }
}

function add(a: Value, b: Value): Value {
  const out = new Value(a.data + b.data, [a, b]);
  out.pull = () => {
    a.grad += out.grad;
    b.grad += out.grad;
  };
  return out;
}

function mul(a: Value, b: Value): Value {
  const out = new Value(a.data * b.data, [a, b]);
  out.pull = () => {
    a.grad += b.data * out.grad;
    b.grad += a.data * out.grad;
  };
  return out;
}

function sorted(root: Value): Value[] {
  const order: Value[] = [];
  const seen = new Set<Value>([root]);
  const stack = [{ value: root, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const parent = top.value.parents[top.next];
    if (!parent) {
      order.push(top.value);
      stack.pop();
    } else {
      top.next += 1;
      if (!seen.has(parent)) {
        seen.add(parent);
        stack.push({ value: parent, next: 0 });
      }
    }
  }
  return order;
}

function backward(root: Value): void {
  const order = sorted(root);
  root.grad = 1;
  for (let index = order.length - 1; index >= 0; index -= 1) order[index]?.pull?.();
}

/** The gradients of the end of the chain, [d/dx, d/da, d/db]. */
export function closuresChain(): number[] {
  const a = new Value(factor, []);
  const b = new Value(offset, []);
  const leaf = new Value(start, []);
  let x = leaf;
  for (let link = 0; link < links; link += 1) x = add(mul(x, a), b);
  backward(x);
  return [leaf.grad, a.grad, b.grad];
}
