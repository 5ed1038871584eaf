export { AdaDelta, type AdaDeltaSettings } from './ada-delta.ts';
export { AdaGrad, type AdaGradSettings } from './ada-grad.ts';
export { AdamW, type AdamWSettings } from './adam-w.ts';
export { Adam, type AdamSettings } from './adam.ts';
export { clipGradNorm, clipGradValue, type ClipNormOptions } from './clip.ts';
export {
  cosineDecay,
  exponentialDecay,
  linearWarmUp,
  multiStepDecay,
  oneCycle,
  stepDecay,
  type CosineOptions,
  type Curve,
  type OneCycleOptions,
  type WarmUpOptions,
} from './curves.ts';
export { EMA, type EMAOptions, type EMAState } from './ema.ts';
export { LBFGS, type LBFGSSettings } from './lbfgs.ts';
export { Lion, type LionSettings } from './lion.ts';
export { NAdam, type NAdamSettings } from './n-adam.ts';
export { Optimizer, type Group, type Numbers, type OptimizerState, type ParameterGroup, type Settings, type State } from './optimizer.ts';
export { RAdam, type RAdamSettings } from './r-adam.ts';
export { ReduceOnPlateau, type PlateauOptions, type PlateauState } from './reduce-on-plateau.ts';
export { RMSProp, type RMSPropSettings } from './rms-prop.ts';
export { Schedule, type ScheduleState } from './schedule.ts';
export { SGD, type SGDSettings } from './sgd.ts';
