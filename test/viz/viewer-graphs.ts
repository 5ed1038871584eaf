import { tensor, type Tensor } from 'megagrad';
import { ModuleList, Module, Linear } from 'megagrad/nn';

/** Layers of `ops` sums and products each, to draw graphs of any size cheaply. */
export class Chain extends Module {
  readonly #ops: number;

  constructor(ops: number) {
    super();
    this.#ops = ops;
  }

  override forward(x: Tensor): Tensor {
    let y = x;
    for (let i = 0; i < this.#ops; i++) y = i % 2 === 0 ? y.add(x) : y.mul(0.5);
    return y;
  }
}

/** A net of chains. */
export class Chains extends Module {
  readonly blocks: ModuleList<Chain>;

  constructor(blocks: number, ops: number) {
    super();
    this.blocks = new ModuleList(Array.from({ length: blocks }, () => new Chain(ops)));
  }

  override forward(x: Tensor): Tensor {
    let y = x;
    for (const block of this.blocks) y = block.forward(y);
    return y;
  }
}

/** The book, section 5.4. */
export function shop(): Tensor {
  const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });
  const total = leaf(100, 'apple').mul(leaf(2, 'apples')).add(leaf(150, 'orange').mul(leaf(3, 'oranges')));
  const price = total.mul(leaf(1.1, 'tax'));
  price.label = 'price';
  return price;
}

/** Two named layers. */
export class TwoLayerNet extends Module {
  readonly hidden: Linear = new Linear(4, 3);
  readonly output: Linear = new Linear(3, 2);
  override forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).relu());
  }
}
