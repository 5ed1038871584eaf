import { tensor, type Tensor } from 'megagrad';
import { factor, links, offset, start } from './scalar-chain.ts';

/** The gradients of the end of the chain, [d/dx, d/da, d/db]. */
export function megagradChain(): (number | undefined)[] {
  const a = tensor(factor, { requiresGrad: true });
  const b = tensor(offset, { requiresGrad: true });
  const leaf = tensor(start, { requiresGrad: true });
  let x: Tensor = leaf;
  for (let link = 0; link < links; link += 1) x = x.mul(a).add(b);
  x.backward();
  return [leaf, a, b].map(({ grad }) => grad?.item());
}
