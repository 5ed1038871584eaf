import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { getKernel, type KernelConfig, type KernelFunc, type TensorInfo, type TypedArray } from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { ownTable } from '../tfjs-device.ts';
import { withHelpers } from './wgsl.ts';

/** The dtypes of blocks on this device. bool is an i32 of 0 or 1 in a shader. */
export type GpuDType = 'float32' | 'int32' | 'bool';

/** A shader over flat buffers. It is compiled once per code and dtypes: what may differ from call to call belongs in a uniform. */
export interface Shader {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly shape: Shape;
  readonly dtype: GpuDType;
  /** i32 values that the body reads as `uniforms.name`. */
  readonly ints?: Readonly<Record<string, number>>;
  /** f32 values, likewise. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Declarations before the function. */
  readonly head?: string;
  /** Statements that compute `result[i]` of each output element `i`; with `groups`, of a thread `i` of all. */
  readonly body: string;
  /** This many workgroups run instead of a thread per element: for shaders that share memory. */
  readonly groups?: number;
  readonly groupSize?: number;
  /** Add to this block through atomics (`result` is an array of atomic i32) instead of making one. */
  readonly into?: TensorInfo;
}

/** Threads of a workgroup where the shader does not say. */
const defaultGroupSize = 64;

/**
 * The backend during one kernel call. What the kernel makes through it and does not return is freed when the call ends.
 */
export class Gpu {
  readonly backend: WebGPUBackend;
  readonly #made: TensorInfo[] = [];

  constructor(backend: WebGPUBackend) {
    this.backend = backend;
  }

  /** Runs a shader of ours. */
  run(shader: Shader): TensorInfo {
    const { inputs, shape, dtype, floats = {}, into } = shader;
    const ints = intsOf(shader);
    const flat = Object.values(inputs).map(flattened);
    const uniforms = [
      ...Object.values(ints).map((value) => ({ type: 'int32', data: [value] })),
      ...Object.values(floats).map((value) => ({ type: 'float32', data: [value] })),
    ];
    const made = this.backend.runWebGPUProgram(programOf(shader), flat, dtype, uniforms, into && flattened(into));
    return into ?? this.#keep({ ...made, shape: [...shape] });
  }

  /** Runs a kernel of this device by name: ours where we have one. */
  kernel(name: string, inputs: Readonly<Record<string, TensorInfo>>, attrs: object = {}): TensorInfo {
    const own = getKernel(name, ownTable('webgpu')) as KernelConfig | undefined;
    return this.#call((own ?? getKernel(name, 'webgpu')).kernelFunc, inputs, attrs);
  }

  /** Runs tfjs's kernel of a name, also where ours stands in its place. */
  tfjs(name: string, inputs: Readonly<Record<string, TensorInfo>>, attrs: object): TensorInfo {
    return this.#call(getKernel(name, 'webgpu').kernelFunc, inputs, attrs);
  }

  /** The same values under another shape. */
  reshape({ dataId, dtype }: TensorInfo, shape: Shape): TensorInfo {
    this.backend.incRef(dataId);
    return this.#keep({ dataId, dtype, shape: [...shape] });
  }

  /** A block with one value everywhere. */
  fill(shape: Shape, dtype: GpuDType, value: number): TensorInfo {
    const uniform = dtype === 'float32' ? { floats: { value } } : { ints: { value } };
    return this.run({ inputs: {}, shape, dtype, ...uniform, body: 'result[i] = uniforms.value;' });
  }

  upload(values: TypedArray, shape: Shape, dtype: GpuDType): TensorInfo {
    return this.#keep(this.backend.makeTensorInfo([...shape], dtype, values));
  }

  /** Frees what was made, except what is returned. */
  close(returned: readonly TensorInfo[] = []): void {
    for (const info of this.#made) if (!returned.includes(info)) this.backend.disposeData(info.dataId);
  }

  #call(kernel: KernelFunc, inputs: Readonly<Record<string, TensorInfo>>, attrs: object): TensorInfo {
    return this.#keep(kernel({ inputs, attrs: attrs as never, backend: this.backend }) as TensorInfo);
  }

  #keep(info: TensorInfo): TensorInfo {
    this.#made.push(info);
    return info;
  }
}

/** Shaders see one axis: where elements stand is in their uniforms, so that one pipeline serves all shapes. */
function flattened({ dataId, dtype, shape }: TensorInfo): TensorInfo {
  return { dataId, dtype, shape: [sizeOf(shape)] };
}

/** Where a shader adds into a block, its threads are as many as `shape` has elements, not as the block has. */
function intsOf({ shape, ints = {}, into }: Shader): Readonly<Record<string, number>> {
  return into === undefined ? ints : { ...ints, threads: sizeOf(shape) };
}

function programOf(shader: Shader): WebGPUProgram {
  const { inputs, shape, floats = {}, head = '', body, groups, groupSize = defaultGroupSize, into } = shader;
  const bound = into === undefined ? 'uniforms.size' : 'uniforms.threads';
  const guarded = groups === undefined ? `if (i < ${bound}) {\n${body}\n}` : body;
  const code = `${head}\nfn main(i : i32) {\n${guarded}\n}`;
  const ints = Object.keys(intsOf(shader)).map((name) => `${name} : i32, `);
  const uniforms = [...ints, ...Object.keys(floats).map((name) => `${name} : f32, `)].join('');
  return {
    variableNames: Object.keys(inputs),
    outputShape: [sizeOf(into?.shape ?? shape)],
    dispatchLayout: { x: [0] },
    dispatch: [groups ?? Math.ceil(sizeOf(shape) / groupSize), 1, 1],
    workgroupSize: [groupSize, 1, 1],
    shaderKey: `megagrad ${uniforms}${code}`,
    size: true,
    atomic: into !== undefined,
    uniforms,
    getUserCode: () => withHelpers(code),
  };
}
