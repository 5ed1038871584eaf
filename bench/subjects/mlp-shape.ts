/** The book's two-layer network on MNIST. */
export const pixels = 784;
export const hiddenUnits = 50;
export const batchSize = 100;
export const learningRate = 0.1;
export const classes = 10;
export const labels: Int32Array = Int32Array.from({ length: batchSize }, (_, index) => index % classes);
