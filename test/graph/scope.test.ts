import { add, grad, mul, tensor, type Tensor } from 'megagrad';
import { describe, expect, it } from 'vitest';
import { ScopeError, DisposedError } from '../../src/core/errors.ts';
import { memory } from '../../src/graph/memory.ts';
import { keep, openScope, scope } from '../../src/graph/scope.ts';
import { noGrad } from '../../src/graph/grad-mode.ts';

const live = (): number => memory().reference!.tensors;
const leaf = (value: number): Tensor => tensor(value, { requiresGrad: true });

describe('scope', () => {
  it('frees what was made in it and returns the result, also in arrays and objects', () => {
    const before = live();
    const { sum, list } = scope(() => {
      const a = tensor(1);
      const b = mul(a, 2);
      return { sum: add(a, b), list: [mul(b, b)] };
    });
    expect(live()).toBe(before + 2);
    expect([sum.item(), list[0]!.item()]).toEqual([3, 4]);
    sum.dispose();
    list[0]!.dispose();
    expect(live()).toBe(before);
  });

  it('keeps what a surviving graph saved, and frees what nothing reaches', () => {
    const x = leaf(3);
    const before = live();
    const y = scope(() => {
      mul(mul(x, x), 5); // nothing reaches this graph
      return mul(mul(x, x), x);
    });
    y.backward();
    expect(x.grad?.item()).toBe(27);
    y.dispose();
    x.grad?.dispose();
    expect(live()).toBe(before);
  });

  it('keeps gradients, those with a graph too', () => {
    const x = leaf(3);
    scope(() => void mul(mul(x, x), x).backward({ createGraph: true }));
    expect(grad(x.grad!, x).item()).toBe(18);
  });

  it('frees what grad gave and what hooks saw', () => {
    const x = leaf(3);
    const seen: Tensor[] = [];
    x.registerHook((gradient) => void seen.push(gradient));
    mul(x, x).backward(); // the engine's 1 is made once
    const before = live();
    scope(() => void grad(mul(mul(x, x), x), x));
    expect(seen[1]!.isDisposed).toBe(true);
    expect(live()).toBe(before);
  });

  it('keeps what keep() was given, through all open scopes', () => {
    const kept = scope(() => {
      const inner: Tensor[] = [];
      scope(() => {
        inner.push(keep(tensor(7)));
      });
      return inner.length;
    });
    expect(kept).toBe(1);
  });

  it('hands what an inner scope returns to the outer one', () => {
    const before = live();
    scope(() => {
      const inner = scope(() => tensor(1));
      expect(inner.isDisposed).toBe(false);
    });
    expect(live()).toBe(before);
  });

  it('frees everything when its function throws', () => {
    const before = live();
    expect(() =>
      scope(() => {
        scope(() => {
          tensor(1);
          throw new Error('on purpose');
        });
      }),
    ).toThrow('on purpose');
    expect(live()).toBe(before);
  });

  it('throws on a promise, as noGrad does', () => {
    expect(() => scope(async () => 1)).toThrow(ScopeError);
    expect(() => noGrad(async () => 1)).toThrow(
      'noGrad: the function returned a promise, and the mode ends when the function returns. Await outside, and call noGrad around the synchronous part.',
    );
  });

  it('closes with using in async code', async () => {
    const before = live();
    const kept = await (async () => {
      using s = openScope();
      const a = tensor(1);
      await Promise.resolve();
      return s.keep(mul(a, 2));
    })();
    expect(live()).toBe(before + 1);
    kept.dispose();
  });

  it('throws when closed out of order', () => {
    const outer = openScope();
    const inner = openScope();
    expect(() => outer.close()).toThrow(
      "openScope: closed out of order: a scope that was opened later is still open. Close the inner scope first, or let 'using' do it.",
    );
    inner.close();
    outer.close();
  });

  it('disposes a tensor with its gradient, not the graph behind it', () => {
    const x = leaf(3);
    const y = mul(x, x);
    const z = mul(y, 2);
    y.dispose();
    z.backward();
    const gradient = x.grad!;
    expect(gradient.item()).toBe(12);
    x.dispose();
    expect(gradient.isDisposed).toBe(true);
    expect(() => mul(x, 2)).toThrow(DisposedError);
    expect(() => mul(x, 2)).toThrow(
      "mul: operand 'a': the tensor was disposed. Return it from its scope, or keep() it, if it is used later.",
    );
  });
});
