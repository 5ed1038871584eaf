/** Numbers of one epoch by name: `loss`, each metric, and those of the validation data with the prefix `validation`. */
export interface EpochRecord {
  readonly epoch: number;
  /** Steps taken when the epoch ended. */
  readonly step: number;
  readonly seconds: number;
  readonly values: Readonly<Record<string, number>>;
}

/** What a run left behind: the loss of every step, and the numbers of every epoch. Survives JSON unchanged. */
export interface History {
  readonly losses: number[];
  readonly epochs: EpochRecord[];
}
