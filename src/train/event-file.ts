import { crc32c } from '@aws-crypto/crc32c';
import { PbfWriter } from 'pbf';

/** A number at a step. */
export interface Scalar {
  readonly tag: string;
  readonly value: number;
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

// TensorFlow's event.proto: Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; },
// summary.proto: Summary { repeated Value value = 1; }, Value { string tag = 1; float simple_value = 2; }.

/** The record that begins an event file. */
export function versionRecord(wallTime: number): Uint8Array<ArrayBuffer> {
  const event = new PbfWriter();
  event.writeDoubleField(1, wallTime);
  event.writeStringField(3, 'brain.Event:2');
  return framed(event.finish());
}

/** A number as a record of an event file. */
export function scalarRecord({ tag, value, step, wallTime }: Scalar): Uint8Array<ArrayBuffer> {
  const event = new PbfWriter();
  event.writeDoubleField(1, wallTime);
  event.writeVarintField(2, step);
  event.writeMessage(
    5,
    (_: null, summary: PbfWriter) => {
      summary.writeMessage(
        1,
        (__: null, one: PbfWriter) => {
          one.writeStringField(1, tag);
          one.writeFloatField(2, value);
        },
        null,
      );
    },
    null,
  );
  return framed(event.finish());
}

/** TFRecord: length, its masked CRC-32C, the data, the data's. https://www.tensorflow.org/tutorials/load_data/tfrecord */
function framed(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(16 + data.length);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return record;
}

/** The checksum rotated right by 15 bits, plus a constant: a checksum of data that holds checksums would be weak. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
