import { add, backward, grad, mul, tensor, type Op, type Tensor } from 'megagrad';
import { describe, expect, it } from 'vitest';
import { DtypeError, GradientError, GraphReleasedError, ShapeError } from '../../src/core/errors.ts';
import { referenceDevice } from '../../src/backend/reference/device.ts';
import { defineOp } from '../../src/graph/define-op.ts';
import { kernel } from '../../src/backend/kernel.ts';
import { memory } from '../../src/graph/memory.ts';
import { enableGrad, noGrad } from '../../src/graph/grad-mode.ts';

const leaf = (value: number): Tensor => tensor(value, { requiresGrad: true });

describe('backward', () => {
  it('adds up the gradients of a tensor that is used twice', () => {
    const x = leaf(3);
    add(x, x).backward(); // DeZero, step 14: d(x + x)/dx = 2
    expect(x.grad?.item()).toBe(2);
  });

  it('visits a diamond once', () => {
    const x = leaf(2);
    const a = mul(x, x);
    add(mul(a, a), mul(a, a)).backward(); // DeZero, step 16: y = 2 x^4 = 32, dy/dx = 8 x^3 = 64
    expect(x.grad?.item()).toBe(64);
  });

  it('accumulates over calls, and into a gradient that someone holds without changing it', () => {
    const x = leaf(3);
    mul(x, 2).backward();
    const first = x.grad!.detach();
    mul(x, 5).backward();
    expect(x.grad?.item()).toBe(7);
    expect(first.item()).toBe(2);
  });

  it('gives one block to both inputs of an addition without mixing them up', () => {
    const [x, y] = [leaf(1), leaf(1)];
    const s = add(x, y);
    add(mul(s, 2), x).backward();
    expect(x.grad?.item()).toBe(3);
    expect(y.grad?.item()).toBe(2);
  });

  it('sums gradients back over broadcast axes', () => {
    const x = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { requiresGrad: true },
    );
    const row = tensor([10, 20, 30], { requiresGrad: true });
    const scalar = leaf(2);
    mul(mul(x, row), scalar).sum().backward();
    expect(row.grad?.toArray()).toEqual([10, 14, 18]);
    expect(scalar.grad?.item()).toBe(10 + 40 + 90 + 40 + 100 + 180);
    expect(x.grad?.shape).toEqual([2, 3]);
  });

  it('takes a gradient for a root that is no scalar', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    mul(x, x).backward({ gradient: tensor([1, 10]) });
    expect(x.grad?.toArray()).toEqual([2, 40]);
  });

  it('passes chains of 100,000 nodes and a node with 100,000 consumers', () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let i = 0; i < 100_000; i++) y = add(y, 1);
    y.backward();
    expect(x.grad?.item()).toBe(1);
    let sum: Tensor = leaf(0);
    for (let i = 0; i < 100_000; i++) sum = add(sum, x);
    sum.backward();
    expect(x.grad?.item()).toBe(100_001);
  });

  it('frees the graph: a second call throws, with retainGraph it does not', () => {
    const x = leaf(3);
    const y = mul(x, x);
    y.backward({ retainGraph: true });
    y.backward();
    expect(x.grad?.item()).toBe(12);
    expect(() => y.backward()).toThrow(GraphReleasedError);
    expect(() => y.backward()).toThrow(
      `backward: the graph behind mul#${y.node!.id} was released by an earlier backward. Pass retainGraph: true to the first one, or compute the root again.`,
    );
    expect(x.grad?.item()).toBe(12);
  });

  it('leaves gradients of interior tensors only where retainGrad asked', () => {
    const x = leaf(3);
    const kept = mul(x, 2).retainGrad();
    const other = mul(kept, 5);
    mul(other, 7).backward();
    expect(kept.grad?.item()).toBe(35);
    expect(other.grad).toBeNull();
  });

  it('runs hooks before accumulating, in order, and hands on what they return', () => {
    const x = leaf(3);
    const y = mul(x, 2);
    const seen: number[] = [];
    y.registerHook((g) => void seen.push(g.item()));
    const remove = y.registerHook((g) => mul(g, 10));
    mul(y, 5).backward({ retainGraph: true });
    expect(seen).toEqual([5]);
    expect(x.grad?.item()).toBe(100);
    remove();
    const again = grad(mul(y, 5), x);
    expect(again.item()).toBe(10);
  });

  it('leaves the graph behind an interior target for another pass', () => {
    const x = leaf(3);
    const inner = mul(x, x);
    expect(grad(mul(inner, 5), inner).item()).toBe(5);
    mul(inner, 2).backward();
    expect(x.grad?.item()).toBe(12);
  });

  it('survives a backward started inside a hook over the same nodes', () => {
    const x = leaf(3);
    const inner = mul(x, x);
    const y = mul(inner, inner);
    let calls = 0;
    y.registerHook(() => {
      calls++;
      expect(grad(inner, x, { retainGraph: true }).item()).toBe(6); // nodes that the outer pass has yet to visit
      expect(
        grad(
          enableGrad(() => mul(inner, x)),
          x,
          { retainGraph: true },
        ).item(),
      ).toBe(27);
    });
    mul(y, 1).backward({ retainGraph: true }); // d x^4 = 4 x^3
    expect(calls).toBe(1);
    expect(x.grad?.item()).toBe(108);
  });

  it('refuses a root without a graph, a root that is no scalar, and gradients that do not fit', () => {
    const x = tensor([1, 2], { requiresGrad: true });
    expect(() => tensor(1).backward()).toThrow(
      'backward: the root float64[] on reference requires no grad: no operand of what computed it does, or it was computed in noGrad. Create a leaf with requiresGrad: true.',
    );
    expect(() =>
      noGrad(() => mul(x, 2))
        .sum()
        .backward(),
    ).toThrow(GradientError);
    expect(() => mul(x, 2).backward()).toThrow(
      'backward: the root has 2 elements: root [2]. Reduce it (root.sum()), or pass gradient: a tensor of shape [2].',
    );
    expect(() => mul(x, 2).backward({ gradient: tensor([1, 2, 3]) })).toThrow(ShapeError);
    expect(() => mul(x, 2).backward({ gradient: tensor([1, 2], { dtype: 'int32' }) })).toThrow(DtypeError);
  });

  it('names the op whose rule is wrong', () => {
    const wrong = defineOp({
      name: 'wrong',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => kernel('Neg', { x }),
      vjp: (saving) => ({ x: saving([], (g) => g.sum()) }),
    });
    const x = tensor([1, 2], { requiresGrad: true });
    const y = wrong(x);
    expect(() => y.sum().backward()).toThrow(
      `backward: gradient of 'x' in wrong#${y.node!.id} has shape [], expected [2]. This is a bug in the op's vjp.`,
    );
  });

  it('names the op whose rule gives no tensor', () => {
    // A type error in TypeScript.
    const ruleOf = (gradient: unknown): Op<['x']> =>
      defineOp({
        name: 'wrong',
        inputs: ['x'],
        outShape: ({ x }) => x.shape,
        forward: ({ x }) => kernel('Neg', { x }),
        vjp: (saving) => ({ x: saving([], () => gradient as Tensor) }),
      });
    const x = tensor([1, 2], { requiresGrad: true });
    for (const [gradient, got] of [
      [undefined, 'nothing'],
      [3, 'a number'],
    ] as const) {
      const y = ruleOf(gradient)(x);
      expect(() => y.sum().backward()).toThrow(
        `backward: gradient of 'x' in wrong#${y.node!.id} has ${got}, expected a tensor of shape [2]. This is a bug in the op's vjp.`,
      );
    }
  });

  it('says what was given as the gradient to start from', () => {
    const y = tensor([1, 2], { requiresGrad: true }).mul(2);
    // Type errors in TypeScript.
    for (const [gradient, got] of [
      [[1, 1], 'an array'],
      [{}, 'an object'],
      [1, 'a number'],
      [null, 'null'],
    ] as const)
      expect(() => y.backward({ gradient: gradient as never })).toThrow(
        `backward: gradient must be a tensor: got ${got}. Wrap data with tensor(...).`,
      );
  });

  it('refuses to add to a .grad of another shape', () => {
    const x = tensor(2, { requiresGrad: true, label: 'x' });
    x.grad = tensor([1, 2]);
    expect(() => x.mul(2).backward()).toThrow(
      new ShapeError("backward: .grad must have its tensor's shape: grad [2], x []. Assign one of that shape, or null.", {
        grad: [2],
        tensor: [],
      }),
    );
    x.grad = tensor(1);
    x.mul(2).backward();
    expect(x.grad.item()).toBe(3);
  });

  it('frees everything: the count of tensors returns to where it was', () => {
    const before = memory().reference!.tensors;
    const x = tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const y = mul(x, x);
    const z = y.sum();
    z.backward();
    for (const t of [x, y, z]) t.dispose();
    expect(memory().reference!.tensors).toBe(before);
    expect(referenceDevice.memory().bytes).toBeGreaterThanOrEqual(0);
  });

  it('frees everything when a rule throws', () => {
    const faulty = defineOp({
      name: 'faulty',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => kernel('Neg', { x }),
      vjp: (saving) => ({
        x: saving(['x'], (g, { x }) => {
          mul(g, x);
          throw new Error('on purpose');
        }),
      }),
    });
    const before = memory().reference!.tensors;
    const x = tensor([1, 2], { requiresGrad: true });
    const y = faulty(mul(x, 2));
    const z = y.sum();
    expect(() => backward(z)).toThrow('on purpose');
    expect(x.grad).toBeNull();
    for (const t of [x, y, z]) t.dispose();
    const held = memory().reference!.tensors - before;
    expect(held).toBeLessThanOrEqual(2); // what the interrupted graph still saves: x of mul, x of faulty
  });
});

describe('grad', () => {
  it('gives gradients without touching .grad', () => {
    const x = leaf(3);
    expect(grad(mul(x, x), x).item()).toBe(6);
    expect(x.grad).toBeNull();
  });

  it('differentiates again under createGraph', () => {
    const x = leaf(2);
    const first = grad(mul(mul(x, x), x), x, { createGraph: true });
    const second = grad(first, x, { createGraph: true });
    expect([first.item(), second.item(), grad(second, x).item()]).toEqual([12, 12, 6]);
  });

  it('feeds gradients into another loss', () => {
    const x = leaf(2);
    const y = mul(x, x);
    const gx = grad(y, x, { createGraph: true });
    add(mul(mul(gx, gx), gx), y).backward(); // DeZero, step 36: z = (dy/dx)^3 + y, dz/dx = 100
    expect(x.grad?.item()).toBe(100);
  });

  it('reaches interior tensors, several targets, and one that is an ancestor of another', () => {
    const x = leaf(3);
    const y = mul(x, 2);
    const z = mul(y, y);
    expect(grad(z, [y, x, z]).map((g) => g.item())).toEqual([12, 24, 1]);
  });

  it('refuses targets that the root does not depend on, or gives zeros', () => {
    const [x, other] = [leaf(3), tensor([1, 2], { requiresGrad: true })];
    expect(() => grad(mul(x, x), other)).toThrow(
      'grad: the root does not depend on target float64[2] on reference. Pass allowUnused: true to get zeros.',
    );
    expect(grad(mul(x, x), other, { allowUnused: true }).toArray()).toEqual([0, 0]);
    expect(() => grad(mul(x, x), tensor(1))).toThrow(GradientError);
  });

  it('computes no gradient that no target needs', () => {
    let calls = 0;
    const counted = defineOp({
      name: 'counted',
      inputs: ['x'],
      outShape: ({ x }) => x.shape,
      forward: ({ x }) => kernel('Neg', { x }),
      vjp: (saving) => ({ x: saving([], (g) => (calls++, mul(g, -1))) }),
    });
    const [x, y] = [leaf(1), leaf(2)];
    expect(grad(add(counted(x), y), y).item()).toBe(1);
    expect(calls).toBe(0);
  });
});
