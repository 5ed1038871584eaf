/** Writes checkpoints of a long run until it is killed: `write-checkpoints.ts FILE`. */
import { random } from 'megagrad';
import { fit } from 'megagrad/train';
import { longRun } from './long-run.ts';

random.seed(3);
const { model, settings } = longRun(process.argv[2]!, 1);
const tell = { onStep: (): void => void process.stdout.write('.') };
await fit(model, { ...settings, epochs: 1000, callbacks: [...settings.callbacks!, tell] });
