import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PbfReader } from 'pbf';

interface Scalar {
  tag: string;
  value: number;
  step: number;
}

/** The curves in a folder of TensorBoard's event files: by tag, the values by step. */
export async function readScalars(folder: string): Promise<Map<string, Map<number, number>>> {
  const curves = new Map<string, Map<number, number>>();
  for (const file of (await readdir(folder)).toSorted()) {
    for (const record of recordsOf(await readFile(join(folder, file)))) {
      const { tag, value, step } = scalarOf(record);
      if (tag === '') continue;
      if (!curves.has(tag)) curves.set(tag, new Map());
      curves.get(tag)!.set(step, value);
    }
  }
  return curves;
}

/** TFRecord: length, checksum, data, checksum. https://www.tensorflow.org/tutorials/load_data/tfrecord */
function* recordsOf(bytes: Uint8Array): Generator<Uint8Array, void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = 0; start < bytes.length;) {
    const length = Number(view.getBigUint64(start, true));
    yield bytes.subarray(start + 12, start + 12 + length);
    start += 16 + length;
  }
}

/** Event { int64 step = 2; Summary summary = 5 }, Summary { Value value = 1 }, Value { string tag = 1; float simple_value = 2 }. */
function scalarOf(record: Uint8Array): Scalar {
  const value = (tag: number, scalar: Scalar, pbf: PbfReader): void => {
    if (tag === 1) scalar.tag = pbf.readString();
    else if (tag === 2) scalar.value = pbf.readFloat();
  };
  const summary = (tag: number, scalar: Scalar, pbf: PbfReader): void => void (tag === 1 && pbf.readMessage(value, scalar));
  const event = (tag: number, scalar: Scalar, pbf: PbfReader): void => {
    if (tag === 2) scalar.step = pbf.readVarint();
    else if (tag === 5) pbf.readMessage(summary, scalar);
  };
  return new PbfReader(record).readFields(event, { tag: '', value: NaN, step: 0 });
}
