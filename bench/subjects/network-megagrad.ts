/** Training steps of a network on a device: `network-megagrad.ts SimpleConvNet tensorflow`. */
import { crossEntropy, device, openScope, type DeviceName } from 'megagrad';
import { serve } from '../subject.ts';
import { network, type NetworkName } from './networks.ts';

const [name, on] = process.argv.slice(2) as [NetworkName, DeviceName];

await serve(async () => {
  await device.use(on);
  const { model, optimizer, x, y } = network(name);
  return async () => {
    using _step = openScope();
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return await loss.data();
  };
});
