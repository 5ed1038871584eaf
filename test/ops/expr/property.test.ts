import {
  add,
  div,
  expr,
  grad,
  matMul,
  maximum,
  mul,
  neg,
  pow,
  random,
  randn,
  sigmoid,
  sub,
  sum,
  tanh,
  transpose,
  type ExprValue,
  type Tensor,
} from 'megagrad';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const runs = Number(process.env['MEGAGRAD_PROPERTY_RUNS'] ?? 200);

type Value = Tensor | number;

/** A formula as text with holes, and as calls of functions. */
interface Formula {
  /** Parts of the template; a hole stands between each two. */
  readonly parts: readonly string[];
  /** Which leaf is in each hole. */
  readonly holes: readonly number[];
  readonly strength: number;
  readonly compute: (leaves: readonly Tensor[]) => Value;
}

const leafCount = 3;

function joined(...pieces: readonly (string | Formula)[]): Pick<Formula, 'parts' | 'holes'> {
  let parts = [''];
  const holes: number[] = [];
  for (const piece of pieces) {
    const [first = '', ...rest] = typeof piece === 'string' ? [piece] : piece.parts;
    parts = [...parts.slice(0, -1), `${parts.at(-1)!}${first}`, ...rest];
    if (typeof piece !== 'string') holes.push(...piece.holes);
  }
  return { parts, holes };
}

/** In parentheses where it binds weaker than what is around it. */
function within(formula: Formula, strength: number): Formula {
  return formula.strength >= strength ? formula : { ...formula, ...joined('(', formula, ')') };
}

const [sums, products, signs, powers, operands] = [1, 2, 3, 4, 5];
const both =
  (ofNumbers: (a: number, b: number) => number, op: (a: Value, b: Value) => Tensor) =>
  (a: Value, b: Value): Value =>
    typeof a === 'number' && typeof b === 'number' ? ofNumbers(a, b) : op(a, b);

/** Sign, strength, what stands on its left and on its right. Spaces are random too. */
const binaries = [
  { sign: '+', strength: sums, left: sums, right: products, run: both((a, b) => a + b, add) },
  { sign: '-', strength: sums, left: sums, right: products, run: both((a, b) => a - b, sub) },
  { sign: '*', strength: products, left: products, right: signs, run: both((a, b) => a * b, mul) },
  { sign: '/', strength: products, left: products, right: signs, run: both((a, b) => a / b, div) },
] as const;

const calls = [
  { name: 'tanh', run: tanh },
  { name: 'sigmoid', run: sigmoid },
] as const;

const formula: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc
      .nat(leafCount - 1)
      .map((leaf): Formula => ({ parts: ['', ''], holes: [leaf], strength: operands, compute: (leaves) => leaves[leaf]! })),
    fc.integer({ min: 1, max: 9 }).map((n): Formula => ({ parts: [String(n / 4)], holes: [], strength: operands, compute: () => n / 4 })),
    fc
      .tuple(fc.constantFrom(...binaries), tie('formula'), tie('formula'), fc.constantFrom('', ' ', '\n'))
      .map(([op, a, b, gap]): Formula => ({
        ...joined(within(a, op.left), gap, op.sign, gap, within(b, op.right)),
        strength: op.strength,
        compute: (leaves) => op.run(a.compute(leaves), b.compute(leaves)),
      })),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]): Formula => ({
      // matMul of a scalar is an error, so both are made matrices
      ...joined(`(`, within(a, sums), ` + \n`, hole(0), `) @ (`, within(b, sums), ` - `, hole(1), `)`),
      strength: products,
      compute: (leaves) => matMul(add(a.compute(leaves), leaves[0]!), sub(b.compute(leaves), leaves[1]!)),
    })),
    tie('formula').map((a): Formula => ({
      ...joined('- ', within(a, signs)),
      strength: signs,
      compute: (leaves) => {
        const value = a.compute(leaves);
        return typeof value === 'number' ? -value : neg(value);
      },
    })),
    tie('formula').map((a): Formula => ({
      ...joined(within(a, operands), '**', '2'),
      strength: powers,
      compute: (leaves) => both((x, y) => x ** y, pow)(a.compute(leaves), 2),
    })),
    fc.tuple(fc.constantFrom(...calls), tie('formula')).map(([op, a]): Formula => ({
      ...joined(op.name, '( ', a, ' )'),
      strength: operands,
      compute: (leaves) => op.run(a.compute(leaves)),
    })),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]): Formula => ({
      ...joined('maximum(b=', b, ',a=', a, ')'),
      strength: operands,
      compute: (leaves) => maximum(a.compute(leaves), b.compute(leaves)),
    })),
    fc.tuple(tie('formula'), fc.boolean(), fc.nat(1)).map(([a, keepDims, axis]): Formula => ({
      ...joined('transpose(sum(', a, ' + ', hole(2), `, axis=${axis}, keepDims=${keepDims}))`),
      strength: operands,
      compute: (leaves) => transpose(sum(add(a.compute(leaves), leaves[2]!), { axis, keepDims })),
    })),
  ),
})).formula;

function hole(leaf: number): Formula {
  return { parts: ['', ''], holes: [leaf], strength: operands, compute: (leaves) => leaves[leaf]! };
}

const fresh = (): Tensor[] => Array.from({ length: leafCount }, () => randn([2, 2], { requiresGrad: true }));
const numbers = (value: Value): number[] => (typeof value === 'number' ? [value] : [...value.dataSync()]);

it('gives what the functions give, value and gradient', () => {
  fc.assert(
    fc.property(formula, fc.nat(), ({ parts, holes, compute }, seed) => {
      random.seed(seed);
      const leaves = fresh();
      const template = Object.assign([...parts], { raw: parts });
      const values: ExprValue[] = holes.map((leaf) => leaves[leaf]!);
      let expected: Value;
      try {
        expected = compute(leaves);
      } catch {
        expect(() => expr(template, ...values)).toThrow();
        return;
      }
      const y = expr(template, ...values);
      expect(numbers(y)).toEqual(numbers(expected));
      if (typeof expected === 'number' || !expected.requiresGrad) return;
      const [ours, theirs] = [y, expected].map((root) => grad(root.sum(), leaves, { allowUnused: true }).map(numbers));
      expect(ours).toEqual(theirs);
    }),
    { numRuns: runs },
  );
});

it('never fails but with an ExprError inside its text', () => {
  const alphabet = fc.constantFrom(
    '+',
    '-',
    '*',
    '**',
    '/',
    '@',
    '(',
    ')',
    '[',
    ']',
    ',',
    '.',
    '=',
    '0',
    '1',
    '7',
    ' ',
    'e',
    'relu',
    'sum',
    'x',
    '"',
    "'",
    '\\',
    '\n',
    '£',
    '😀',
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.array(alphabet, { maxLength: 12 }).map((some) => some.join('')),
        { minLength: 1, maxLength: 3 },
      ),
      (parts) => {
        try {
          expr(Object.assign([...parts], { raw: parts }), ...parts.slice(1).map((_, i) => i + 1));
        } catch (error) {
          expect(error).toMatchObject({ name: 'ExprError' });
          const { position, source } = error as { position: number; source: string };
          expect(position).toBeGreaterThanOrEqual(0);
          expect(position).toBeLessThanOrEqual(source.length);
        }
      },
    ),
    { numRuns: runs * 5 },
  );
});
