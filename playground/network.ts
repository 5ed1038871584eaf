import { bceWithLogits, noGrad, random, scope, tensor } from '../src/index.ts';
import { GELU, LeakyReLU, Linear, ReLU, Sequential, Sigmoid, Tanh, type Layer } from '../src/nn/index.ts';
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

/** What stands between the layers. */
export const activations: Readonly<Record<string, () => Layer>> = {
  tanh: () => new Tanh(),
  relu: () => new ReLU(),
  'leaky relu': () => new LeakyReLU(),
  gelu: () => new GELU(),
  sigmoid: () => new Sigmoid(),
};

/** The page computes in plain TypeScript: larger nets would stand still. */
const [mostLayers, mostUnits] = [6, 64];

/** Reads sizes of hidden layers, such as `8, 8`; nothing is a net of one layer. */
export function readSizes(text: string): number[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const sizes = words.map(Number);
  const wrong = words.find((_, i) => !Number.isInteger(sizes[i]) || sizes[i]! < 1 || sizes[i]! > mostUnits);
  if (wrong !== undefined) throw new Error(`Hidden layers have 1 to ${mostUnits} units: ${wrong}`);
  if (sizes.length > mostLayers) throw new Error(`At most ${mostLayers} hidden layers: ${text}`);
  return sizes;
}

/** A net of two inputs and one logit, and its training. */
export class Learner {
  readonly model: Sequential;
  readonly points: Points;
  readonly #optimizer: Adam;

  constructor(task: string, hidden: readonly number[], activation: () => Layer) {
    random.seed(0);
    this.points = pointsOf(task);
    const sizes = [2, ...hidden];
    const layers = hidden.flatMap((size, i): Layer[] => [new Linear(sizes[i]!, size), activation()]);
    this.model = new Sequential(...layers, new Linear(sizes.at(-1)!, 1));
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
