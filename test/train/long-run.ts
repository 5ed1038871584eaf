import { crossEntropy, Generator, type Tensor } from 'megagrad';
import { ArrayDataset, SeqDataLoader } from 'megagrad/data';
import { Dropout, Linear, LSTM, Module } from 'megagrad/nn';
import { Adam, cosineDecay, EMA, Schedule } from 'megagrad/optim';
import { accuracy, checkpoint, type Callback, type FitOptions, type Stateful } from 'megagrad/train';

/** Reads a series of classes with an LSTM that goes on where the last batch ended. */
export class Reader extends Module {
  readonly lstm: LSTM;
  readonly dropout: Dropout;
  readonly output: Linear;

  constructor(generator: Generator) {
    super();
    this.lstm = new LSTM(2, 5, { stateful: true, generator });
    // Draws from the process's own random numbers.
    this.dropout = new Dropout(0.2);
    this.output = new Linear(5, 3, { generator });
  }

  override forward(x: Tensor): Tensor {
    return this.output.forward(this.dropout.forward(this.lstm.forward(x))).reshape([-1, 3]);
  }
}

/** Everything that a run changes, and the settings to run it: the last callback writes checkpoints. */
export interface LongRun {
  readonly model: Reader;
  readonly optimizer: Adam;
  readonly ema: EMA;
  readonly others: Readonly<Record<string, Stateful>>;
  readonly settings: FitOptions;
}

const steps = 240;
const series = new ArrayDataset(
  Array.from({ length: steps }, (_, i) => [Math.sin(i / 3), Math.cos(i / 5)]),
  Int32Array.from({ length: steps }, (_, i) => (i * i) % 3),
);

/** A run with all that has a state: 10 steps an epoch, a checkpoint every `every` steps, or each epoch. */
export function longRun(file: string, every?: number): LongRun {
  const model = new Reader(new Generator(1));
  const optimizer = new Adam(model.parameters(), { learningRate: 0.02 });
  const ema = new EMA(model.parameters(), { decay: 0.8, warmUp: true });
  const schedule = new Schedule(optimizer, cosineDecay({ steps: 200 }));
  const others = { ema, schedule };
  const move: Callback = {
    onStep: () => {
      ema.update();
      schedule.step();
    },
  };
  const loss = (output: Tensor, target: Tensor): Tensor => crossEntropy(output, target.reshape([-1]));
  const hits = (output: Tensor, target: Tensor): Tensor => accuracy(output, target.reshape([-1]));
  return {
    model,
    optimizer,
    ema,
    others,
    settings: {
      data: new SeqDataLoader(series, { batchSize: 4, timeSize: 6 }),
      loss,
      optimizer,
      metrics: [hits],
      callbacks: [move, checkpoint(file, { others, ...(every === undefined ? {} : { every }) })],
    },
  };
}
