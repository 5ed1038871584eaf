import { crossEntropy, memory, tensor, type Tensor } from 'megagrad';
import { accuracy, confusionMatrix, f1, perplexity, precision, recall, topKAccuracy, type Metric } from 'megagrad/train';
import { describe, expect, it } from 'vitest';

/** Outputs whose largest entry stands at the class. */
function outputsOf(classes: readonly number[], count: number): Tensor {
  return tensor(classes.map((one) => Array.from({ length: count }, (_, i) => (i === one ? 2 : i / count))));
}

function labels(classes: readonly number[]): Tensor {
  return tensor([...classes], { dtype: 'int32' });
}

/** Takes the samples in as batches of 4. */
async function measured(metric: Metric, actual: readonly number[], predicted: readonly number[], classes: number): Promise<number> {
  for (let i = 0; i < actual.length; i += 4) {
    await metric.update(outputsOf(predicted.slice(i, i + 4), classes), labels(actual.slice(i, i + 4)));
  }
  return metric.result();
}

const actual = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2];
const predicted = [0, 0, 1, 1, 1, 2, 1, 1, 2, 2];

// scikit-learn 1.9.1, numpy 2.4.6, with the two lists above as t and p.
describe('metrics of classification', () => {
  it('count true against predicted classes', async () => {
    const matrix = confusionMatrix(3);
    // sklearn.metrics.accuracy_score(t, p)
    expect(await measured(matrix, actual, predicted, 3)).toBe(0.6);
    // sklearn.metrics.confusion_matrix(t, p)
    expect(matrix.counts).toEqual([
      [2, 2, 0],
      [0, 2, 1],
      [0, 1, 2],
    ]);
    matrix.reset();
    expect(matrix.counts.flat()).toEqual(new Array(9).fill(0));
  });

  // sklearn.metrics.precision_score(t, p, average=...), recall_score, f1_score; a class by average=None
  it.each([
    ['precision', precision, 'macro', 0.6888888888888888],
    ['recall', recall, 'macro', 0.611111111111111],
    ['f1', f1, 'macro', 0.611111111111111],
    ['precision', precision, 'micro', 0.6],
    ['recall', recall, 'micro', 0.6],
    ['f1', f1, 'micro', 0.6],
    ['precision', precision, 0, 1],
    ['precision', precision, 1, 0.4],
    ['recall', recall, 0, 0.5],
    ['recall', recall, 1, 2 / 3],
    ['f1', f1, 0, 2 / 3],
    ['f1', f1, 1, 0.5],
  ] as const)('%s, %s of %s', async (name, make, averaging, expected) => {
    const metric = make(3, averaging);
    expect(metric.name).toBe(name);
    expect(await measured(metric, actual, predicted, 3)).toBeCloseTo(expected, 14);
  });

  // precision_score([0, 0, 1, 1, 3], [0, 1, 1, 2, 0], average='macro', zero_division=0, labels=[0, 1, 2, 3]); recall_score, f1_score
  it.each([precision, recall, f1])('%o counts 0 for a class that is never predicted or never occurs', async (make) => {
    expect(await measured(make(4), [0, 0, 1, 1, 3], [0, 1, 1, 2, 0], 4)).toBe(0.25);
  });

  it('take one-hot targets, and free what they make', async () => {
    const [output, target] = [
      outputsOf([0, 1], 2),
      tensor([
        [1, 0],
        [1, 0],
      ]),
    ];
    const before = memory().reference;
    const metrics = [confusionMatrix(2), topKAccuracy(1)];
    for (const metric of metrics) {
      await metric.update(output, target);
      expect(metric.result()).toBe(0.5);
    }
    expect(memory().reference).toEqual(before);
    expect(accuracy(output, target).item()).toBe(0.5);
  });

  // sklearn.metrics.top_k_accuracy_score([0, 1, 2, 2], scores, k=1 and k=2)
  it.each([
    [1, 0.5],
    [2, 0.75],
  ])('top %i', async (k, expected) => {
    const metric = topKAccuracy(k);
    const scores = tensor([
      [0.5, 0.2, 0.2],
      [0.3, 0.4, 0.2],
      [0.2, 0.4, 0.3],
      [0.7, 0.2, 0.1],
    ]);
    await metric.update(scores, labels([0, 1, 2, 2]));
    expect(metric.result()).toBe(expected);
    expect(metric.name).toBe(`top${k}Accuracy`);
  });

  it('name a class that there is not', async () => {
    await expect(confusionMatrix(2).update(outputsOf([0], 2), labels([2]))).rejects.toThrow(
      'confusionMatrix: a class is out of range: true 2, predicted 0, classes 2.',
    );
    await expect(confusionMatrix(2).update(outputsOf([2], 3), labels([1]))).rejects.toThrow(
      'confusionMatrix: a class is out of range: true 1, predicted 2, classes 2.',
    );
  });
});

describe('perplexity', () => {
  // numpy.exp(sklearn.metrics.log_loss([0, 1, 2, 2], rows)), which is 10^(1/2)
  it('is e to the mean loss over all samples, not over batches', async () => {
    const metric = perplexity(crossEntropy);
    const rows = [
      [0.5, 0.25, 0.25],
      [0.25, 0.5, 0.25],
      [0.2, 0.4, 0.4],
      [0.7, 0.2, 0.1],
    ];
    const logits = rows.map((row) => row.map(Math.log));
    await metric.update(tensor(logits.slice(0, 3)), labels([0, 1, 2]));
    await metric.update(tensor(logits.slice(3)), labels([2]));
    expect(metric.result()).toBeCloseTo(3.162277660168379, 12);
    metric.reset();
    await metric.update(tensor(logits.slice(3)), labels([2]));
    expect(metric.result()).toBeCloseTo(10, 12);
  });
});

describe('metrics refuse what they cannot measure', () => {
  it('options', () => {
    expect(() => confusionMatrix(0)).toThrow('confusionMatrix: classes must be a whole number from 1: classes 0. Give a count.');
    expect(() => f1(NaN)).toThrow('f1: classes must be a whole number from 1: classes NaN. Give a count.');
    expect(() => topKAccuracy(1.5)).toThrow('topKAccuracy: k must be a whole number from 1: k 1.5. Give a count.');
    expect(() => recall(2, 2)).toThrow(
      "recall: averaging must be 'macro', 'micro' or a class below 2: averaging 2. Leave it out for 'macro'.",
    );
    expect(() => precision(2, 'weighted' as 'macro')).toThrow(
      "precision: averaging must be 'macro', 'micro' or a class below 2: averaging weighted. Leave it out for 'macro'.",
    );
  });

  it('targets of another shape, and classes that are not there; nothing is counted then', async () => {
    const output = outputsOf([0, 1], 3);
    const column = tensor([[0], [1]], { dtype: 'int32' });
    const message = 'the target has no class for each row: output [2,3], target [2,1]. Give classes [2], or one-hot [2,3].';
    expect(() => accuracy(output, column)).toThrow(`accuracy: ${message}`);
    await expect(topKAccuracy(1).update(output, column)).rejects.toThrow(`topKAccuracy: ${message}`);
    await expect(confusionMatrix(3).update(output, column)).rejects.toThrow(`confusionMatrix: ${message}`);
    const top = topKAccuracy(1);
    await expect(top.update(output, labels([0, 3]))).rejects.toThrow(
      'topKAccuracy: a class is out of range: true 3, classes 3. Give class numbers from 0.',
    );
    const matrix = confusionMatrix(2);
    await expect(matrix.update(outputsOf([0, 2], 3), labels([0, 1]))).rejects.toThrow(
      'confusionMatrix: a class is out of range: true 1, predicted 2, classes 2. Give the number of classes of the model.',
    );
    expect([matrix.counts.flat(), top.result()]).toEqual([[0, 0, 0, 0], 0]);
  });

  it('a NaN is not among the largest outputs', async () => {
    const top = topKAccuracy(2);
    await top.update(
      tensor([
        [NaN, 1, 2],
        [1, NaN, 2],
      ]),
      labels([0, 0]),
    );
    expect(top.result()).toBe(0.5);
  });
});

describe('a metric goes on from its state', () => {
  it.each([
    ['confusionMatrix', () => confusionMatrix(3)],
    ['f1', () => f1(3)],
    ['top2Accuracy', () => topKAccuracy(2)],
    ['perplexity', () => perplexity(crossEntropy)],
  ] as readonly (readonly [string, () => Metric])[])('%s', async (_, make) => {
    const whole = make();
    const expected = await measured(whole, actual, predicted, 3);
    const [first, second] = [make(), make()];
    await measured(first, actual.slice(0, 4), predicted.slice(0, 4), 3);
    second.setState!(first.getState!() as never);
    // Later counts of the first are not those of the second.
    await measured(first, actual, predicted, 3);
    expect(await measured(second, actual.slice(4), predicted.slice(4), 3)).toBe(expected);
    expect(() => second.setState!(null as never)).toThrow('setState: the state is not one that getState() returned. Pass it unchanged.');
  });
});
