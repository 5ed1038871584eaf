import { device, tensor, type Tensor } from 'megagrad';
import { draw, modelToJson, show, toDot, toDotAsync, trace, traceAsync, type GraphModel, type TraceOptions } from 'megagrad/viz';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { webgpuHere } from '../backend/webgpu/device.ts';

const gpu = await webgpuHere();
const reference = device.get('reference');

/** y = sum((x * w + x) * w): gradients of x and w meet twice. */
function loss(on: typeof reference): Tensor {
  const x = tensor([1, 2], { device: on, requiresGrad: true, label: 'x' });
  const w = tensor([3, -4], { device: on, requiresGrad: true, label: 'w' });
  return x.mul(w).add(x).mul(w).sum();
}

/** The float types of devices differ, and so do the bytes that are saved. */
const shownIn = (model: GraphModel): string =>
  modelToJson(model)
    .replaceAll('float64', 'float32')
    .replace(/,"savedBytes":\d+/g, '');

describe('traceAsync', () => {
  it('gives what trace gives, where values can be read at once', async () => {
    for (const options of [{}, { pass: 'both' }, { gradients: true, values: false }] satisfies TraceOptions[]) {
      expect(await traceAsync(() => loss(reference), options)).toEqual(trace(() => loss(reference), options));
    }
  });

  it('refuses what gives no tensor', async () => {
    await expect(traceAsync((() => 3) as never)).rejects.toThrow('trace: what is drawn must give tensors: got number.');
  });
});

describe.runIf(gpu !== undefined)('on webgpu, which only reads asynchronously', () => {
  const folder = mkdtempSync(join(tmpdir(), 'megagrad-async-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([{ pass: 'forward' }, { pass: 'both' }, { gradients: true }, { gradients: true, values: false }] satisfies TraceOptions[])(
    'every value and gradient is that of the reference device: %o',
    async (options) => {
      expect(shownIn(await traceAsync(() => loss(gpu!), options))).toBe(shownIn(trace(() => loss(reference), options)));
    },
  );

  it('of a tensor, the leaves and what backward left in them', async () => {
    const x = tensor([1, 2], { device: gpu!, requiresGrad: true, label: 'x' });
    const y = x.mul(3).sum();
    y.backward({ retainGraph: true });
    const { nodes } = await traceAsync(y, { values: true });
    expect(nodes.find(({ label }) => label === 'x')).toMatchObject({ value: { all: [1, 2] }, gradient: { all: [3, 3] } });
    expect(nodes.find(({ isOutput }) => isOutput)!.value!.all).toEqual([9]);
  });

  it('draw, show and toDotAsync show them; toDot cannot', async () => {
    const options = { gradients: true } as const;
    const dot = toDot(() => loss(reference), options);
    expect(await toDotAsync(() => loss(gpu!), options)).toBe(dot);
    expect(toDot(() => loss(gpu!), options)).not.toBe(dot);
    expect((await show(() => loss(gpu!), options)).svg).toContain('grad [12, 12]');
    for (const ending of ['dot', 'html']) {
      const file = join(folder, `graph.${ending}`);
      await draw(() => loss(gpu!), file, options);
      expect(readFileSync(file, 'utf8')).toContain('[7, -14]');
    }
  });

  it('keeps nothing, also where the function throws', async () => {
    const before = gpu!.memory();
    let made: Tensor[] = [];
    const computed = (fails: boolean): Tensor => {
      const x = tensor([1, 2], { device: gpu!, requiresGrad: true });
      const y = x.mul(3);
      made = [x, y];
      if (fails) throw new Error('later');
      return y;
    };
    await traceAsync(() => computed(false), { gradients: true });
    for (const one of made) one.dispose();
    await expect(traceAsync(() => computed(true))).rejects.toThrow('later');
    for (const one of made) one.dispose();
    expect(gpu!.memory().tensors - before.tensors).toBeLessThanOrEqual(1);
  });
});
