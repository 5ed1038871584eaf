import { mnist } from 'megagrad/data';

/** False where synthetic digits took the place of MNIST. */
export const usesMnist: boolean = (await mnist()).train.source !== 'synthetic';
