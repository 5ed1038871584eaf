import { dropout, Generator, grad, ones, random, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';

const dropped = (x: Tensor): Tensor => dropout(x, { p: 0.3, generator: new Generator(7) });

describeOp(dropped, { x: anyReal }, { name: 'dropout', errors: [] });

describe('dropout', () => {
  // numpy.random.RandomState(0).rand(5): .5488135 .71518937 .60276338 .54488318 .4236548
  const drawn = (p: number, inverted: boolean): unknown => dropout(ones([5]), { p, inverted, generator: new Generator(0) }).toArray();

  it('keeps where the number drawn is at least p, and divides by 1 - p', () => {
    expect(drawn(0.6, true)).toEqual([0, 2.5, 2.5, 0, 0]);
  });

  it('takes p alone', () => {
    random.seed(0);
    expect(dropout(ones([5]), 0.6).toArray()).toEqual([0, 2.5, 2.5, 0, 0]);
  });

  it("in the book's form leaves what is kept as it is, and scales in evaluation", () => {
    expect(drawn(0.6, false)).toEqual([0, 1, 1, 0, 0]);
    expect(dropout(ones([2]), { p: 0.6, inverted: false, training: false }).toArray()).toEqual([0.4, 0.4]);
  });

  it('changes nothing in evaluation', () => {
    expect(dropout(ones([2]), { training: false }).toArray()).toEqual([1, 1]);
  });

  it('keeps all at p = 0 and none at p = 1', () => {
    expect(drawn(0, true)).toEqual([1, 1, 1, 1, 1]);
    expect(drawn(1, true)).toEqual([0, 0, 0, 0, 0]);
  });

  it('keeps the mean', () => {
    // 100,000 draws: the mean's standard deviation is sqrt(0.3 / 0.7 / 1e5) = 0.002.
    expect(
      dropout(ones([100_000]), { p: 0.3, generator: new Generator(3) })
        .mean()
        .item(),
    ).toBeCloseTo(1, 2);
  });

  it('drops the same elements of the gradient', () => {
    const x = ones([5], { requiresGrad: true });
    const y = dropout(x, { p: 0.6, generator: new Generator(0) });
    expect(grad(y.sum(), [x])[0]!.toArray()).toEqual([0, 2.5, 2.5, 0, 0]);
  });

  it('refuses a share outside 0 to 1', () => {
    expect(() => dropout(ones([1]), { p: 1.5 })).toThrow(
      'dropout: p must be from 0 to 1: p 1.5. It is the share of elements that become 0.',
    );
  });
});
