import { trainTwoLayerNet } from './train.ts';

Object.assign(globalThis, { trainTwoLayerNet });
