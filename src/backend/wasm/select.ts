import { isFloat, type DType } from '../../core/dtype.ts';
import { sameShape, sizeOf } from '../../core/shape.ts';
import { broadcastWalk, eachRun } from './broadcast.ts';
import type { HeapDType, Values } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';

/** tfjs has it as SelectV2, in fact named Select, with another rule for a condition of rank 1. */
export const selectKernels: WasmKernels<'Select'> = {
  Select: (heap, { condition, t, e }) => {
    const dtype = (isFloat(t.dtype as DType) ? t.dtype : e.dtype) as HeapDType;
    const same = sameShape(condition.shape, t.shape) && sameShape(t.shape, e.shape);
    const walk = same ? undefined : broadcastWalk([condition.shape, t.shape, e.shape]);
    const output = heap.make(walk?.shape ?? t.shape, dtype);
    const strides = walk?.strides.map((one) => one.at(-1)!) ?? [1, 1, 1];
    if (output.dtype !== 'bool' && strides[0] === 1 && (walk?.lengths.length ?? 1) === 1 && t.dtype === e.dtype) {
      const [tStride, eStride] = [4 * strides[1]!, 4 * strides[2]!];
      heap.simd.select(heap.offset(condition), heap.offset(t), tStride, heap.offset(e), eStride, heap.offset(output), sizeOf(output.shape));
      return output;
    }
    const [tests, yes, no, chosen] = [heap.values(condition), heap.values(t), heap.values(e), heap.values(output)];
    if (walk === undefined) {
      choose(tests, 0, 1, yes, 0, 1, no, 0, 1, chosen, 0, chosen.length);
      return output;
    }
    const length = walk.lengths.at(-1)!;
    const [c, y, n] = walk.strides.map((strides) => strides.at(-1)!);
    eachRun(walk, ([i, j, k], run) => choose(tests, i!, c!, yes, j!, y!, no, k!, n!, chosen, run * length, length));
    return output;
  },
};

function choose(
  tests: Values,
  testAt: number,
  testStride: number,
  yes: Values,
  yesAt: number,
  yesStride: number,
  no: Values,
  noAt: number,
  noStride: number,
  chosen: Values,
  start: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) {
    const a = yes[yesAt + i * yesStride]!;
    const b = no[noAt + i * noStride]!;
    chosen[start + i] = tests[testAt + i * testStride] === 0 ? b : a;
  }
}
