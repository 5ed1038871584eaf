import { ArgumentError, argMax, cast, device, grad, noGrad, relu, scope, Tensor, tensor } from 'megagrad';
import { Linear, ReLU, Sequential } from 'megagrad/nn';
import { explainGradient } from 'megagrad/viz';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rawOf } from '../../../src/graph/tensor.ts';

const leaf = (values: number | number[], label = 'w'): Tensor => tensor(values, { requiresGrad: true, label });

describe('explainGradient', () => {
  it('lists the paths and their shares: d(2w + w²)/dw = 2 + 6 at 3', () => {
    const w = leaf(3);
    const { status, gradient, paths, text } = explainGradient(w, () => w.mul(2).add(w.mul(w)));
    expect(status).toBe('flows');
    expect(gradient!.all).toEqual([8]);
    expect(paths.map(({ ops, share, norm }) => [ops.join(' '), share, norm])).toEqual([
      ['mul add', 0.375, 3],
      ['mul add', 0.375, 3],
      ['mul add', 0.25, 2],
    ]);
    expect(text).toMatch(/^w: the gradient has norm 8, over 3 paths\.\n {2}37\.5% mul > add: norm 3/);
    expect(w.grad).toBeNull();
  });

  it('tells paths apart that share nodes, and shows those that cancel', () => {
    const w = leaf([1, 2]);
    const { paths, status } = explainGradient(w, () => {
      const h = w.tanh();
      return h.mul(3).sub(h).sum();
    });
    expect(status).toBe('flows');
    expect(paths.map(({ share }) => share)).toEqual([expect.closeTo(1.5), expect.closeTo(-0.5)]);
    const none = explainGradient(w, () => w.sub(w).sum());
    expect(none.status).toBe('zero');
    expect(none.text).toContain('cancels');
  });

  it('has shares that sum to 1 and add up to the gradient', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 3 }), (value, depth) => {
        const w = leaf(value + 0.5);
        const loss = (): Tensor => {
          let h: Tensor = w;
          for (let i = 0; i < depth; i++) h = h.mul(w).add(h.sin());
          return h;
        };
        const { paths, gradient, pathCount } = explainGradient(w, loss);
        expect(pathCount).toBe(paths.length);
        expect(gradient!.all![0]).toBe(grad(loss(), w).item());
        expect(paths.reduce((sum, { share }) => sum + share!, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('says that it is detached, and where', () => {
    const w = leaf(2);
    const { status, text, gradient } = explainGradient(w, () => w.mul(3).detach().add(leaf(1, 'b')));
    expect([status, gradient]).toEqual(['detached', null]);
    expect(text).toMatch(
      /^w: there is no gradient: it is detached before add at .*explain-gradient\.test\.ts:\d+:\d+\. Leave out detach\(\)\./,
    );
  });

  it('says that it was computed in noGrad', () => {
    const w = leaf(2);
    const { status, text } = explainGradient(w, () => noGrad(() => w.exp()).mul(leaf(1, 'b')));
    expect(status).toBe('noGrad');
    expect(text).toMatch(/exp at .* ran inside noGrad/);
  });

  it('says that an op has no gradient', () => {
    const w = leaf([1, 3, 2]);
    const b = leaf(1, 'b');
    const { status, paths } = explainGradient(w, () => b.mul(cast(argMax(w), 'float32')));
    expect(status).toBe('not differentiable');
    expect(paths[0]!.stop).toMatchObject({ op: 'argMax', reason: 'not differentiable' });
  });

  it('says that the loss is not computed from it, or that it requires no grad', () => {
    const w = leaf(2);
    expect(explainGradient(w, () => leaf(1, 'b').mul(2))).toMatchObject({ status: 'not reached', gradient: null, paths: [] });
    const frozen = tensor(2, { label: 'frozen' });
    expect(explainGradient(frozen, () => frozen.mul(w)).text).toContain('frozen: there is no gradient: it requires none');
  });

  it('finds the dead ReLU of a network by its module', () => {
    const net = new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1));
    const [weight] = net.parameters();
    const [, bias] = net.parameters();
    bias!.assign(tensor([-100, -100, -100]));
    const { status, paths, text } = explainGradient(weight!, () => net.forward(tensor([[1, 2]])).sum());
    expect(status).toBe('zero');
    expect(paths[0]!.stop).toMatchObject({ op: 'relu', reason: 'zero', modulePath: '1' });
    expect(text).toContain('dead ReLU: none of its inputs is positive');
  });

  it('shows a dead path beside one that flows', () => {
    const w = leaf(-2);
    const { status, paths } = explainGradient(w, () => relu(w).add(w.mul(3)));
    expect(status).toBe('flows');
    expect(paths.map(({ share, stop }) => [share, stop?.reason])).toEqual([
      [1, undefined],
      [0, 'zero'],
    ]);
  });

  it('stops at the number of paths asked for', () => {
    const w = leaf(1);
    const loss = (): Tensor => {
      let h: Tensor = w;
      for (let i = 0; i < 40; i++) h = h.add(h).mul(0.5);
      return h;
    };
    const { paths, pathCount, text } = explainGradient(w, loss, { most: 5 });
    expect([paths.length, pathCount]).toEqual([5, 2 ** 40]);
    expect(text).toMatch(/^w: the gradient has norm 1, over 1\.1e\+12 paths\./);
    expect(text.endsWith('\n  100% 1.1e+12 more paths')).toBe(true);
    expect(() => explainGradient(w, loss, { most: 0 })).toThrow('explainGradient: most must be a whole number from 1: most 0.');
  });

  it('follows those paths that bring most, wherever they branch off', () => {
    const w = leaf(1);
    // Each step doubles the paths; of the 2^12 one leads ten times, and others once to ten times as far.
    const loss = (): Tensor => {
      let h: Tensor = w;
      for (let i = 0; i < 12; i++) h = h.mul(10).add(h.mul(i === 5 ? 9 : 1));
      return h;
    };
    const { paths, text } = explainGradient(w, loss, { most: 2 });
    const all = 11 ** 11 * 19;
    expect(paths.map(({ norm }) => norm)).toEqual([1e12, 9e11]);
    expect(paths.map(({ share }) => share)).toEqual([expect.closeTo(1e12 / all, 12), expect.closeTo(9e11 / all, 12)]);
    expect(text).toContain('4094 more paths');
  });

  it('looks at dead paths last', () => {
    const w = leaf(-1);
    const { paths, text } = explainGradient(
      w,
      () => Array.from({ length: 20 }, () => relu(w)).reduce((sum, dead) => sum.add(dead), w.mul(2)),
      { most: 1 },
    );
    expect(paths.map(({ norm, stop }) => [norm, stop])).toEqual([[2, null]]);
    expect(text).toContain('0% 20 more paths');
  });

  it('keeps no tensor, whatever it leaves out', async () => {
    await device.use('wasm');
    onTestFinished(async () => {
      await device.use('reference');
    });
    const w = leaf(1);
    const loss = (): Tensor => w.mul(2).add(w.square()).add(relu(w.neg()));
    // The device keeps scalars once they were used.
    scope(() => void explainGradient(w, loss));
    for (const most of [1, 2, 16]) {
      const before = device.current.memory().tensors;
      scope(() => void explainGradient(w, loss, { most }));
      expect(device.current.memory().tensors).toBe(before);
    }
    const before = device.current.memory().tensors;
    // Read are the gradient as a whole, then those of paths: the device fails at each of them in turn.
    for (let reads = 0; reads < 6; reads++) {
      let left = reads;
      const read = vi.spyOn(Tensor.prototype, 'dataSync').mockImplementation(function (this: Tensor) {
        if (left-- <= 0) throw new Error('lost');
        return this.device.readSync(rawOf(this));
      });
      expect(() => scope(() => void explainGradient(w, loss))).toThrow('lost');
      read.mockRestore();
      expect(device.current.memory().tensors).toBe(before);
    }
  });

  it('refuses a loss of several elements', () => {
    const w = leaf([1, 2]);
    expect(() => explainGradient(w, () => w.mul(2))).toThrow(ArgumentError);
  });
});
