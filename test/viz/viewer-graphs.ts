import { tensor, type Tensor } from 'megagrad';
import { Linear, Module } from 'megagrad/nn';

/** The book, section 5.4. */
export function shop(): Tensor {
  const leaf = (value: number, label: string): Tensor => tensor(value, { requiresGrad: true, label });
  const total = leaf(100, 'apple')
    .mul(leaf(2, 'apples'))
    .add(leaf(150, 'orange').mul(leaf(3, 'oranges')));
  const price = total.mul(leaf(1.1, 'tax'));
  price.label = 'price';
  return price;
}

/** Two named layers. */
export class TwoLayerNet extends Module {
  readonly hidden: Linear = new Linear(4, 3);
  readonly output: Linear;
  constructor(outputs = 2) {
    super();
    this.output = new Linear(3, outputs);
  }
  override forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).relu());
  }
}
