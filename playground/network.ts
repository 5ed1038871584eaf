import { bceWithLogits, noGrad, random, scope, tensor } from '../src/index.ts';
import { Linear, Sequential, Tanh } from '../src/nn/index.ts';
import { Adam } from '../src/optim/index.ts';

/** Points of the plane and their class, 0 or 1. */
export interface Points {
  readonly x: readonly (readonly [number, number])[];
  readonly y: readonly number[];
}

export function pointsOf(task: string): Points {
  if (task === 'xor') return { x: [[-1, -1], [-1, 1], [1, -1], [1, 1]], y: [0, 1, 1, 0] }; // prettier-ignore
  const arms = [0, 1].flatMap((arm) =>
    Array.from({ length: 40 }, (_, i) => ({ arm, radius: (i + 1) / 40, angle: (i / 40) * 6 + arm * Math.PI })),
  );
  return {
    x: arms.map(({ radius, angle }) => [1.4 * radius * Math.cos(angle), 1.4 * radius * Math.sin(angle)] as const),
    y: arms.map(({ arm }) => arm),
  };
}

/** A net of two inputs and one logit, and its training. */
export class Learner {
  readonly model: Sequential;
  readonly points: Points;
  readonly #optimizer: Adam;

  constructor(task: string) {
    random.seed(0);
    this.points = pointsOf(task);
    const width = task === 'xor' ? 8 : 24;
    this.model = new Sequential(new Linear(2, width), new Tanh(), new Linear(width, width), new Tanh(), new Linear(width, 1));
    this.#optimizer = new Adam(this.model.parameters(), { learningRate: 0.02 });
  }

  step(): number {
    return scope(() => {
      const target = tensor(
        this.points.y.map((one) => [one]),
        { dtype: 'float64' },
      );
      const loss = bceWithLogits(this.model.forward(tensor(this.points.x)), target);
      this.#optimizer.zeroGrad();
      loss.backward();
      this.#optimizer.step();
      return loss.item();
    });
  }

  /** Logits of points. */
  classify(x: readonly (readonly [number, number])[]): readonly number[] {
    return noGrad(() => [...this.model.forward(tensor(x)).dataSync()]);
  }
}
