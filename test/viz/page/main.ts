import { tensor, type Tensor } from 'megagrad';
import { dotToSvg, modelToHtml, toDot, trace } from 'megagrad/viz';

/** What the page drew, and the workers that it started for it. */
export interface Drawn {
  readonly svg: string;
  readonly html: string;
  readonly workers: readonly string[];
}

const workers: string[] = [];
globalThis.Worker = class extends Worker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options);
    workers.push(String(url));
  }
};

const product = (): Tensor => tensor(2, { requiresGrad: true, label: 'x' }).mul(3);

async function drawAll(): Promise<Drawn> {
  return { svg: await dotToSvg(toDot(product)), html: await modelToHtml(trace(product)), workers };
}

Object.assign(globalThis, { drawAll });
