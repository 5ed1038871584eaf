import { AvgPool2d, Conv2d, Flatten, init, Linear, Sequential, Sigmoid, type Layer } from 'megagrad/nn';

/** LeNet-5 (LeCun et al. 1998) for 28 x 28 images: sigmoids, and subsampling by the mean. */
export function leNet(): Layer {
  const weight = init.xavier();
  return new Sequential(
    new Conv2d(1, 6, 5, { padding: 2, weight }),
    new Sigmoid(),
    new AvgPool2d(2),
    new Conv2d(6, 16, 5, { weight }),
    new Sigmoid(),
    new AvgPool2d(2),
    new Flatten(),
    new Linear(400, 120, { weight }),
    new Sigmoid(),
    new Linear(120, 84, { weight }),
    new Sigmoid(),
    new Linear(84, 10, { weight }),
  );
}
