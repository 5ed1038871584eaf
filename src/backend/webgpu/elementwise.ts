import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Shape } from '../../core/shape.ts';
import type { Gpu, GpuDType } from './gpu.ts';

/** A function of the elements of blocks that broadcast to `shape`. */
export interface Elementwise {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly shape: Shape;
  readonly dtype: GpuDType;
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  /** The type that inputs are converted to; their own unless given. */
  readonly reads?: 'f32' | 'i32';
  /** WGSL of an element of the result, in which an input's name is its element. */
  readonly value: string;
}

export function elementwise(gpu: Gpu, { inputs, shape, dtype, ints = {}, floats = {}, reads, value }: Elementwise): TensorInfo {
  const { code, places, strides } = placesOf(Object.entries(inputs), shape);
  const elements = Object.keys(inputs).map((name, n) => `let ${name} = ${reads ?? ''}(${name}[${places[n]!}]);`);
  return gpu.run({
    inputs,
    shape,
    dtype,
    ints: { ...strides, ...ints },
    floats,
    body: [...code, ...elements, `result[i] = ${value};`].join('\n'),
  });
}

/** Neighboring axes of the result along which each input either moves or stands still. */
interface Span {
  length: number;
  readonly moves: readonly boolean[];
}

/** WGSL that finds the element of each input which belongs to element `i` of the result. */
function placesOf(
  inputs: readonly (readonly [string, TensorInfo])[],
  shape: Shape,
): { code: string[]; places: string[]; strides: Record<string, number> } {
  const spans = spansOf(
    inputs.map(([, info]) => info.shape),
    shape,
  );
  const strides: Record<string, number> = {};
  const places = inputs.map(([name], n) => {
    if (spans.every(({ moves }) => moves[n])) return 'i';
    let stride = 1;
    const terms: string[] = [];
    spans.forEach(({ length, moves }, d) => {
      if (!moves[n]) return;
      strides[`${name}${d}`] = stride;
      terms.push(`at${d} * uniforms.${name}${d}`);
      stride *= length;
    });
    return terms.join(' + ') || '0';
  });
  if (places.every((place) => place === 'i' || place === '0')) return { code: [], places, strides };
  const code = ['var rest = i;'];
  spans.forEach(({ length }, d) => {
    if (d < spans.length - 1) strides[`length${d}`] = length;
    code.push(
      d === spans.length - 1 ? `let at${d} = rest;` : `let at${d} = rest % uniforms.length${d}; rest = rest / uniforms.length${d};`,
    );
  });
  return { code, places, strides };
}

/** The axes of the result, innermost first, those merged along which the same inputs move. */
function spansOf(shapes: readonly Shape[], shape: Shape): Span[] {
  const spans: Span[] = [];
  for (let axis = 1; axis <= shape.length; axis++) {
    const length = shape.at(-axis)!;
    if (length === 1) continue;
    const moves = shapes.map((from) => (from.at(-axis) ?? 1) === length);
    const last = spans.at(-1);
    if (last?.moves.every((moved, n) => moved === moves[n])) last.length *= length;
    else spans.push({ length, moves });
  }
  return spans;
}
