/** Writes checkpoints until it is killed: `write-checkpoints.ts FILE`. */
import { crossEntropy, Generator } from 'megagrad';
import { spiral } from 'megagrad/data';
import { Linear, Sequential, Tanh } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { checkpoint, fit } from 'megagrad/train';

const file = process.argv[2]!;
const generator = new Generator(1);
const model = new Sequential(new Linear(2, 10, { generator }), new Tanh(), new Linear(10, 3, { generator }));
const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
const tell = { onStep: (): void => void process.stdout.write('.') };
await fit(model, {
  data: spiral().train,
  loss: crossEntropy,
  optimizer,
  batchSize: 30,
  seed: 5,
  epochs: 1000,
  callbacks: [checkpoint(file, { every: 1 }), tell],
});
