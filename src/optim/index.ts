export { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';
export { SGD, type SGDSettings } from './sgd.ts';
