import { grad, randn, random, relu, softmax, tensor, type Tensor } from 'megagrad';
import { trace, type TraceSubject } from 'megagrad/viz';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/ops/expr/evaluate.ts';
import { parse } from '../../src/ops/expr/parse.ts';
import { derivatives } from '../../src/viz/html/derivatives.ts';
import { viewerData } from '../../src/viz/html/viewer-data.ts';

const compute = (formula: string, variables: ReadonlyMap<string, Tensor>): Tensor =>
  evaluate(parse([formula], new Set(variables.keys())), [], variables);

describe('the derivatives that the page shows', () => {
  it.each(Object.entries(derivatives))('are those of the op: %s', (op, rules) => {
    random.seed(1);
    // Square, so that matrices multiply; positive, for logarithms.
    const inputs = new Map(
      Object.keys(rules).map((name) => [name, randn([3, 3], { dtype: 'float64' }).square().add(0.1).detach().setRequiresGrad()] as const),
    );
    const y = compute(`${op}(${[...inputs.keys()].join(', ')})`, inputs);
    const dout = randn(y.shape, { dtype: 'float64' });
    const known = new Map([...inputs, ['y', y.detach()] as const, ['dout', dout] as const]);
    for (const [name, formula] of Object.entries(rules)) {
      const expected = grad(y, inputs.get(name)!, { gradient: dout, retainGraph: true });
      const shown = compute(formula, known);
      expect([...shown.sub(expected).abs().max().dataSync()][0]).toBeLessThan(1e-12);
    }
  });

  async function shown(subject: TraceSubject): Promise<string[]> {
    const { edges } = await viewerData(trace(subject, { gradients: true }), {});
    return edges.map(({ derivative }) => derivative).filter((text) => text !== '');
  }
  const leaf = (value: number | number[], label: string): Tensor => tensor(value, { requiresGrad: true, label });

  it('carry names and numbers, as chapter 5 of the book computes them', async () => {
    expect(await shown(() => leaf(100, 'apple').mul(leaf(2, 'apples')).mul(leaf(1.1, 'tax')))).toEqual([
      '∂apple = dout * apples = 1.1 * 2 = 2.2',
      '∂apples = dout * apple = 1.1 * 100 = 110',
      '∂n2 = dout * tax = 1 * 1.1 = 1.1',
      '∂tax = dout * n2 = 1 * 200 = 200',
    ]);
  });

  it('say where numbers are spread or summed, and use no number that is not known', async () => {
    const x = leaf([1, -2], 'x');
    expect(await shown(() => relu(x).add(leaf(3, 'b')).sum())).toEqual([
      '∂x = dout * greater(x, 0) = [1, 1] * greater([1, -2], 0) = [1, 0]',
      '∂n1 = dout = [1, 1]',
      '∂b = dout = 2, summed over what was broadcast',
      '∂n3 = dout = [1, 1], to every element',
    ]);
    expect(await shown(leaf(2, 'w').mul(5))).toEqual(['∂w = dout * n1 = 5']);
    const wide = tensor(new Float64Array(40).fill(2), { requiresGrad: true, label: 'wide' });
    expect(await shown(() => wide.square())).toEqual(['∂wide = dout * 2 * wide']);
  });

  it('keep still about constants, other axes, and names that are formulas themselves', async () => {
    expect(await shown(() => leaf(2, 'x').greater(1))).toEqual([]);
    expect(await shown(() => softmax(tensor([[1, 2]], { requiresGrad: true, label: 'x' }), { axis: 0 }))).toEqual([]);
    expect(await shown(() => leaf(2, '$& a').mul(leaf(3, 'b*dout')))).toEqual([
      '∂$& a = dout * b*dout = 1 * 3 = 3',
      '∂b*dout = dout * $& a = 1 * 2 = 2',
    ]);
  });
});
