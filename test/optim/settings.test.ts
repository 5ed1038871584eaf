import { Linear } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { expect, test } from 'vitest';

test('a name that every JavaScript object has is no setting', () => {
  expect(() => new SGD(new Linear(2, 1).parameters(), { valueOf: 1 } as never)).toThrow(
    "SGD: there is no setting 'valueOf'. It has learningRate, momentum, dampening, nesterov, weightDecay.",
  );
});
