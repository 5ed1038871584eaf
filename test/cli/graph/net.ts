import { tensor, type Tensor } from 'megagrad';
import { Linear, ReLU, Sequential } from 'megagrad/nn';

export const model: Sequential = new Sequential(new Linear(4, 3), new ReLU(), new Linear(3, 2));
export const area = (): Tensor => tensor(3, { requiresGrad: true, label: 'width' }).mul(tensor(4, { label: 'height' }));
export const loss: Tensor = area().square();
export const answer = 42;
