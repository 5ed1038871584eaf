import type { TypedArray } from '../../core/dtype.ts';

/** What tfjs-node's native addon exports, as far as it is used here. Tensors are numbers: handles it counts up. */
export interface Binding {
  readonly TF_Version: string;
  isUsingGpuDevice(): boolean;
  /** Shares the memory of `values` with the tensor. */
  createTensor(shape: readonly number[], dtype: number, values: TypedArray): number;
  deleteTensor(id: number): void;
  /** A copy of the values. */
  tensorDataSync(id: number): TypedArray;
  /** Runs any of TensorFlow's ops at once. Type attributes that follow from the inputs can be left out. */
  executeOp(name: string, attrs: readonly OpAttr[], inputs: readonly number[], outputs: number): Value[];
  getNumOfTensors(): number;
}

/** An attribute of an op. */
export interface OpAttr {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** A tensor that an op returned. */
export interface Value {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** TF_DataType of tensorflow/c/tf_datatype.h. */
export const dataTypes = { float32: 1, double: 2, int32: 3, int64: 9, bool: 10 } as const;

/** TF_AttrType of tensorflow/c/c_api.h. */
const attrTypes = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

/** An int or list(int) attribute. */
export function int(name: string, value: number | readonly number[]): OpAttr {
  return { name, type: attrTypes.int, value };
}

export function float(name: string, value: number): OpAttr {
  return { name, type: attrTypes.float, value };
}

export function bool(name: string, value: boolean): OpAttr {
  return { name, type: attrTypes.bool, value };
}

export function text(name: string, value: string): OpAttr {
  return { name, type: attrTypes.string, value };
}

export function type(name: string, value: keyof typeof dataTypes): OpAttr {
  return { name, type: attrTypes.type, value: dataTypes[value] };
}

export function shape(name: string, value: readonly number[]): OpAttr {
  return { name, type: attrTypes.shape, value };
}
