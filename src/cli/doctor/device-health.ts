import type { DeviceName } from '../../backend/device.ts';

/** What `megagrad doctor --json` prints of a device. */
export interface DeviceHealth {
  readonly name: DeviceName;
  readonly present: boolean;
  /** The library underneath and its version; null if absent. */
  readonly version: string | null;
  /** What it runs on. */
  readonly hardware: string | null;
  readonly gpu: boolean;
  /** Why it is absent or failed its test; null if all is well. */
  readonly reason: string | null;
  /** The command that installs it here; null if it is present. */
  readonly install: string | null;
  readonly selfTest: { readonly worstError: number } | null;
  readonly speed: DeviceSpeed | null;
}

export interface DeviceSpeed {
  /** Product of two square matrices, GFLOP/s. */
  readonly matMul: number;
  /** 3x3 convolution of 16 images [28, 28, 16] into 16 channels, ms. */
  readonly convForward: number;
  /** Both its gradients, ms. */
  readonly convBackward: number;
  /** Training steps of a 784-50-10 network on 100 rows, per second. */
  readonly stepsPerSecond: number;
}
