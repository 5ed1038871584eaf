export { AdaDelta, type AdaDeltaSettings } from './ada-delta.ts';
export { AdaGrad, type AdaGradSettings } from './ada-grad.ts';
export { AdamW, type AdamWSettings } from './adam-w.ts';
export { Adam, type AdamSettings } from './adam.ts';
export { Lion, type LionSettings } from './lion.ts';
export { Optimizer, type Group, type OptimizerState, type ParameterGroup, type Settings, type State } from './optimizer.ts';
export { RAdam, type RAdamSettings } from './r-adam.ts';
export { RMSProp, type RMSPropSettings } from './rms-prop.ts';
export { SGD, type SGDSettings } from './sgd.ts';
