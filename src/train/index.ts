export { evaluate, type EvaluateOptions, type Loss } from './evaluate.ts';
export { fit, training, type Callback, type EpochEvent, type FitOptions, type StepEvent, type TrainingContext } from './fit.ts';
export type { EpochRecord, History } from './history.ts';
export { accuracy, type Metric, type MetricFunction } from './metric.ts';
export type { Source } from './layout.ts';
export { exportWeights, importWeights, loadWeights, saveWeights, type WeightMap } from './weights.ts';
