import { anyReal } from 'megagrad/testing';
import { identity } from '../../../src/ops/transforms/identity.ts';
import { describeOp } from '../contract.ts';

describeOp(identity, { x: anyReal });
