import { sizeOf } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { reshape } from '../movement/reshape.ts';
import { squeeze } from '../movement/squeeze.ts';
import { transpose } from '../movement/transpose.ts';
import { sum } from '../reduce/sum.ts';
import { diagonal } from './diagonal.ts';
import { parseEquation, type Label } from './einsum-equation.ts';
import { matMul } from './mat-mul.ts';

/** A tensor whose axes have names, each once. */
interface Term {
  readonly x: Tensor;
  readonly labels: readonly Label[];
}

/**
 * Sums of products over named axes, as NumPy's einsum: an axis that the output does not name is summed over, a letter
 * twice in one term takes the diagonal, `...` stands for axes without a name, and without `->` the output has the letters
 * that occur once. Operands are multiplied from left to right, each pair as one batched matrix product.
 *
 * Shapes: one axis for each letter; equal letters have equal lengths, or 1
 *
 * @throws {ArgumentError} if the equation is malformed; {ShapeError} if it does not fit the operands.
 * @example einsum('ij,jk->ik', tensor([[1, 2]]), tensor([[3], [4]])).toArray(); // [[11]]
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, output, lengths } = parseEquation(
    equation,
    operands.map(({ shape }) => shape),
  );
  const terms = operands.map((x, i) => stretchedOnce(distinct({ x, labels: inputs[i]! }), lengths));
  let product = terms[0]!;
  for (let i = 1; i < terms.length; i++) {
    const later = new Set([...output, ...terms.slice(i + 1).flatMap(({ labels }) => labels)]);
    product = contract(product, terms[i]!, later);
  }
  const { x, labels } = summed(product, new Set(output));
  return transpose(x, { perm: output.map((label) => labels.indexOf(label)) });
}

/** Takes diagonals until no label occurs twice. */
function distinct({ x, labels }: Term): Term {
  const second = labels.findIndex((label, axis) => labels.indexOf(label) < axis);
  if (second < 0) return { x, labels };
  const first = labels.indexOf(labels[second]!);
  const others = labels.map((_, axis) => axis).filter((axis) => axis !== first && axis !== second);
  const last = diagonal(transpose(x, { perm: [...others, first, second] }));
  return distinct({ x: last, labels: [...others.map((axis) => labels[axis]!), labels[first]!] });
}

/** Drops axes of length 1 that are longer elsewhere: the products broadcast over them. */
function stretchedOnce({ x, labels }: Term, lengths: ReadonlyMap<Label, number>): Term {
  const axis = labels.flatMap((label, at) => (x.shape[at] === 1 && lengths.get(label) !== 1 ? [at] : []));
  return axis.length === 0 ? { x, labels } : { x: squeeze(x, { axis }), labels: labels.filter((_, at) => !axis.includes(at)) };
}

/** Sums over the axes that nothing needs any more. */
function summed({ x, labels }: Term, needed: ReadonlySet<Label>): Term {
  const axis = labels.flatMap((label, at) => (needed.has(label) ? [] : [at]));
  return axis.length === 0 ? { x, labels } : { x: sum(x, { axis }), labels: labels.filter((label) => needed.has(label)) };
}

function ordered({ x, labels }: Term, order: readonly Label[]): Term {
  const perm = order.map((label) => labels.indexOf(label));
  return perm.every((axis, at) => axis === at) ? { x, labels } : { x: transpose(x, { perm }), labels: order };
}

/** The product of two terms, summed over what they share and nothing needs later. */
function contract(left: Term, right: Term, later: ReadonlySet<Label>): Term {
  const a = summed(left, new Set([...later, ...right.labels]));
  const b = summed(right, new Set([...later, ...a.labels]));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const lengthOf = (label: Label): number =>
    a.labels.includes(label) ? a.x.shape[a.labels.indexOf(label)]! : b.x.shape[b.labels.indexOf(label)]!;
  const shape = labels.map(lengthOf);
  if (inner.length === 0) {
    const left = reshaped(ordered(a, [...batch, ...rows]).x, [...batch.map(lengthOf), ...rows.map(lengthOf), ...columns.map(() => 1)]);
    const right = reshaped(ordered(b, [...batch, ...columns]).x, [...batch.map(lengthOf), ...rows.map(() => 1), ...columns.map(lengthOf)]);
    return { x: mul(left, right), labels };
  }
  const first = matrices(a, batch, rows, inner, lengthOf);
  const second = matrices(b, batch, inner, columns, lengthOf);
  const product = matMul(first.x, second.x, { transposeA: first.turned, transposeB: second.turned });
  return { x: reshaped(product, shape), labels };
}

/** A term as matrices [batch, rows, columns]; `turned` where it lies the other way round already. */
function matrices(
  term: Term,
  batch: readonly Label[],
  rows: readonly Label[],
  columns: readonly Label[],
  lengthOf: (label: Label) => number,
): { readonly x: Tensor; readonly turned: boolean } {
  const turned =
    [...batch, ...columns, ...rows].every((label, axis) => term.labels[axis] === label) && rows.length > 0 && columns.length > 0;
  const [outer, nearest] = turned ? [columns, rows] : [rows, columns];
  const size = (labels: readonly Label[]): number => sizeOf(labels.map(lengthOf));
  const shape = [size(outer), size(nearest)];
  const { x } = ordered(term, [...batch, ...outer, ...nearest]);
  return { x: reshaped(x, batch.length === 0 ? shape : [size(batch), ...shape]), turned };
}

function reshaped(x: Tensor, shape: readonly number[]): Tensor {
  return shape.length === x.rank && shape.every((length, axis) => length === x.shape[axis]) ? x : reshape(x, { shape });
}
