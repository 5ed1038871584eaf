import { crossEntropy, device, memory, random } from 'megagrad';
import { spiral } from 'megagrad/data';
import { BatchNorm1d, Dropout, Linear, ReLU, Sequential } from 'megagrad/nn';
import { Adam, cosineDecay, EMA, Schedule } from 'megagrad/optim';
import { accuracy, f1, fit, type Callback } from 'megagrad/train';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await device.use('wasm');
  random.seed(0);
  return async () => void (await device.use('reference'));
});

it('2,000 steps of fit on wasm hold as many bytes as the first of them', async () => {
  const model = new Sequential(new Linear(2, 20), new BatchNorm1d(20), new ReLU(), new Dropout(0.1), new Linear(20, 3));
  const optimizer = new Adam(model.parameters(), { amsgrad: true });
  using ema = new EMA(model.parameters());
  const schedule = new Schedule(optimizer, cosineDecay({ steps: 2000 }));
  const held: unknown[] = [];
  const follow: Callback = {
    onStep: ({ step }) => {
      ema.update();
      schedule.step();
      // In the middle of an epoch of 10 steps: from the second on, 'restore' also holds what the optimizer keeps.
      if (step % 10 === 5 && step > 10) held.push(memory().wasm);
    },
  };
  await fit(model, {
    data: spiral().train,
    validation: spiral().train,
    loss: crossEntropy,
    optimizer,
    batchSize: 30,
    steps: 2000,
    metrics: [accuracy, f1(3)],
    onNonFinite: 'restore',
    callbacks: [follow],
  });
  expect(held).toHaveLength(199);
  expect(held).toEqual(held.map(() => held[0]));
});
