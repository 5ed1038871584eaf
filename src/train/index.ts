export type { BatchSource } from './batches.ts';
export { checkpoint, loadCheckpoint, saveCheckpoint, type CheckpointOptions, type CheckpointParts } from './checkpoint.ts';
export { confusionMatrix, f1, precision, recall, topKAccuracy, type Averaging, type ConfusionMatrix } from './classification.ts';
export { earlyStopping, type EarlyStoppingOptions, type EarlyStoppingState, type MonitorOptions } from './early-stopping.ts';
export { evaluate, type EvaluateOptions, type Loss } from './evaluate.ts';
export { fit, training, type Callback, type EpochEvent, type FitOptions, type StepEvent, type TrainingContext } from './fit.ts';
export type { EpochRecord, History } from './history.ts';
export type { Flattened, Source } from './layout.ts';
export { csvLog, jsonLines, tensorBoard, type LoggerOptions, type TensorBoardLog } from './loggers.ts';
export { accuracy, type Metric, type MetricFunction } from './metric.ts';
export { perplexity } from './perplexity.ts';
export { progressBar } from './progress-bar.ts';
export { pytorchMap, type PytorchMapOptions } from './pytorch-map.ts';
export type { Restored, RunState } from './run-state.ts';
export { saveBest } from './save-best.ts';
export type { Stateful } from './state-tree.ts';
export {
  exportWeights,
  importWeights,
  loadWeights,
  saveWeights,
  type ImportedWeights,
  type ImportOptions,
  type WeightMap,
} from './weights.ts';
