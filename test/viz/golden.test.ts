import { tensor, type Tensor } from 'megagrad';
import { dotToSvg, toDot, trace, type DrawOptions, type TraceSubject } from 'megagrad/viz';
import { describe, expect, it } from 'vitest';

const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });

/** Compares DOT and SVG with the files beside this test; `npx vitest run test/viz -u` writes them anew. */
async function expectGolden(name: string, subject: TraceSubject, options: DrawOptions): Promise<void> {
  const dot = toDot(subject, options);
  await expect(dot).toMatchFileSnapshot(`golden/${name}.dot`);
  await expect(await dotToSvg(dot)).toMatchFileSnapshot(`golden/${name}.svg`);
}

/** The book, section 5.4: two apples at 100, three oranges at 150, tax 1.1. */
function shop(): Tensor {
  const [apple, apples] = [leaf(100, 'apple'), leaf(2, 'number')];
  const [orange, oranges] = [leaf(150, 'orange'), leaf(3, 'number')];
  return apple.mul(apples).add(orange.mul(oranges)).mul(leaf(1.1, 'tax'));
}

/** micrograd's README. */
function micrograd(): Tensor {
  const [a, b] = [leaf(-4, 'a'), leaf(2, 'b')];
  let c = a.add(b);
  let d = a.mul(b).add(b.pow(3));
  c = c.add(c.add(1));
  c = c.add(c.add(1)).add(a.neg());
  d = d.add(d.mul(2)).add(b.add(a).relu());
  d = d.add(d.mul(3)).add(b.sub(a).relu());
  const e = c.sub(d);
  const f = e.pow(2);
  return f.div(2).add(tensor(10).div(f));
}

describe('golden drawings', () => {
  it('apples and oranges: 715 forward; 2.2, 110, 3.3, 165 and 650 backward', async () => {
    const { nodes } = trace(shop, { gradients: true });
    const shown = Object.fromEntries(
      nodes.filter(({ role }) => role === 'input').map((node, i) => [`${i} ${node.label}`, node.gradient!.all![0]]),
    );
    expect(nodes.find(({ isOutput }) => isOutput)!.value!.all).toEqual([715.0000000000001]);
    expect(shown).toEqual({
      '0 apple': 2.2,
      '1 number': 110.00000000000001,
      '2 orange': 3.3000000000000003,
      '3 number': 165,
      '4 tax': 650,
    });
    await expectGolden('apples-and-oranges', shop, { theme: 'book', gradients: true });
  });

  it("micrograd's README: g = 24.7041, dg/da = 138.8338, dg/db = 645.5773", async () => {
    const { nodes } = trace(micrograd, { gradients: true });
    const of = (label: string): number => nodes.find((node) => node.label === label)!.gradient!.all![0]!;
    expect(nodes.find(({ isOutput }) => isOutput)!.value!.all![0]).toBeCloseTo(24.7041, 4);
    expect(of('a')).toBeCloseTo(138.8338, 4);
    expect(of('b')).toBeCloseTo(645.5773, 4);
    await expectGolden('micrograd', micrograd, { gradients: true });
  });
});
