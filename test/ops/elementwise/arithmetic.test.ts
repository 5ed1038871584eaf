import { anyReal } from '../../../src/testing/index.ts';
import { add } from '../../../src/ops/elementwise/add.ts';
import { describeOp } from '../contract.ts';

describeOp(add, { a: anyReal, b: anyReal });
