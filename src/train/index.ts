export { checkpoint, loadCheckpoint, saveCheckpoint, type CheckpointOptions, type CheckpointParts, type Stateful } from './checkpoint.ts';
export { confusionMatrix, f1, precision, recall, topKAccuracy, type Averaging, type ConfusionMatrix } from './classification.ts';
export { earlyStopping, type EarlyStoppingOptions } from './early-stopping.ts';
export { evaluate, type EvaluateOptions, type Loss } from './evaluate.ts';
export {
  fit,
  training,
  type Callback,
  type EpochEvent,
  type FitOptions,
  type RunState,
  type StepEvent,
  type TrainingContext,
} from './fit.ts';
export type { EpochRecord, History } from './history.ts';
export type { Flattened, Source } from './layout.ts';
export { csvLog, jsonLines, tensorBoard, type LoggerOptions } from './loggers.ts';
export { accuracy, type Metric, type MetricFunction } from './metric.ts';
export { perplexity } from './perplexity.ts';
export { progressBar } from './progress-bar.ts';
export { pytorchMap, type PytorchMapOptions } from './pytorch-map.ts';
export { saveBest } from './save-best.ts';
export { exportWeights, importWeights, loadWeights, saveWeights, type ImportedWeights, type WeightMap } from './weights.ts';
