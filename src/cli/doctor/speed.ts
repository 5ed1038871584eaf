import type { Device } from '../../backend/device.ts';
import { kernelOn } from '../../backend/kernel.ts';
import { release, retain, type Raw } from '../../backend/raw.ts';
import { convert } from '../../core/dtype.ts';
import { Generator } from '../../core/random.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { backward } from '../../graph/backward.ts';
import { Parameter } from '../../graph/parameter.ts';
import { scope } from '../../graph/scope.ts';
import { tensor } from '../../ops/creation/tensor.ts';
import { add } from '../../ops/elementwise/add.ts';
import { mul } from '../../ops/elementwise/mul.ts';
import { relu } from '../../ops/elementwise/relu.ts';
import { sub } from '../../ops/elementwise/sub.ts';
import { matMul } from '../../ops/linalg/mat-mul.ts';
import { crossEntropy } from '../../ops/loss/cross-entropy.ts';
import type { DeviceSpeed } from './device-health.ts';

/** How long one figure is measured for, ms. */
const budget = 300;

const generator = new Generator(0);

/** A few figures of a device, each the mean over some hundred milliseconds. */
export async function measureSpeed(device: Device): Promise<DeviceSpeed> {
  return {
    matMul: round(await matMulSpeed(device)),
    ...(await convTimes(device)),
    stepsPerSecond: round(1000 / (await stepTime(device))),
  };
}

function random(device: Device, shape: Shape): Raw {
  return retain(device.upload(convert(generator.randn(sizeOf(shape)), device.float), shape, device.float));
}

async function matMulSpeed(device: Device): Promise<number> {
  // A slow device gets a product that it ends in time.
  for (const n of [128, 512, 2048]) {
    const [a, b] = [random(device, [n, n]), random(device, [n, n])];
    const milliseconds = await timeKernel(device, () =>
      kernelOn(device, 'BatchMatMul', { a, b }, { transposeA: false, transposeB: false }),
    );
    release(a);
    release(b);
    const speed = (2 * n ** 3) / (milliseconds * 1e6);
    // The next is 64 times as large.
    if (n === 2048 || milliseconds * 64 > budget) return speed;
  }
  return 0;
}

const convAttrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 1 } as const;

async function convTimes(device: Device): Promise<Pick<DeviceSpeed, 'convForward' | 'convBackward'>> {
  const [inputShape, filterShape] = [
    [16, 28, 28, 16],
    [3, 3, 16, 16],
  ];
  const [x, dy, filter] = [random(device, inputShape), random(device, inputShape), random(device, filterShape)];
  const forward = await timeKernel(device, () => kernelOn(device, 'Conv2D', { x, filter }, convAttrs));
  const toInput = await timeKernel(device, () => kernelOn(device, 'Conv2DBackpropInput', { dy, filter }, { ...convAttrs, inputShape }));
  const toFilter = await timeKernel(device, () => kernelOn(device, 'Conv2DBackpropFilter', { x, dy }, { ...convAttrs, filterShape }));
  for (const raw of [x, dy, filter]) release(raw);
  return { convForward: round(forward), convBackward: round(toInput + toFilter) };
}

async function stepTime(device: Device): Promise<number> {
  const parameters = [[784, 50], [50], [50, 10], [10]].map((shape) => {
    const raw = random(device, shape);
    const initial = tensor(
      Float32Array.from(convert(generator.randn(sizeOf(shape)), 'float32'), (v) => v * 0.01),
      { shape, device },
    );
    release(raw);
    const parameter = new Parameter(initial);
    initial.dispose();
    return parameter;
  }) as [Parameter, Parameter, Parameter, Parameter];
  const [w1, b1, w2, b2] = parameters;
  const x = tensor(Float32Array.from(generator.randn(100 * 784)), { shape: [100, 784], device });
  const labels = tensor(
    Int32Array.from({ length: 100 }, (_, i) => i % 10),
    { device },
  );
  const time = await timePerCall(
    () => {
      scope(() => {
        backward(crossEntropy(add(matMul(relu(add(matMul(x, w1), b1)), w2), b2), labels));
        for (const parameter of parameters) {
          parameter.assign(sub(parameter.detach(), mul(parameter.grad!, 0.1)));
          parameter.grad!.dispose();
          parameter.grad = null;
        }
      });
    },
    async () => {
      await b2.data();
    },
  );
  for (const one of [...parameters, x, labels]) one.dispose();
  return time;
}

/** The last output is read: a GPU has then done all that was asked of it. */
async function timeKernel(device: Device, call: () => Raw | readonly Raw[]): Promise<number> {
  let last: Raw | undefined;
  const time = await timePerCall(
    () => {
      if (last !== undefined) release(last);
      last = retain(call() as Raw);
    },
    async () => {
      await device.read(last!);
    },
  );
  release(last!);
  return time;
}

async function timePerCall(call: () => void, finish: () => Promise<void>): Promise<number> {
  // The first calls compile and allocate.
  for (let i = 0; i < 2; i++) call();
  await finish();
  let calls = 0;
  const start = performance.now();
  for (let batch = 1; performance.now() - start < budget; batch *= 2) {
    for (let i = 0; i < batch; i++) call();
    await finish();
    calls += batch;
  }
  return (performance.now() - start) / calls;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
