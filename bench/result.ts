/** A time against a peer's, medians of one interleaved run: `ratio` = ms / peerMs. */
export interface TimeResult {
  readonly bench: string;
  readonly subject: string;
  readonly peer: string;
  readonly ms: number;
  readonly peerMs: number;
  readonly ratio: number;
}

/** A rate against a peer's, medians of one interleaved run: `ratio` = nodesPerSecond / peerNodesPerSecond. */
export interface RateResult {
  readonly bench: string;
  readonly subject: string;
  readonly nodesPerSecond: number;
  readonly peer: string;
  readonly peerNodesPerSecond: number;
  readonly ratio: number;
}

/** A time with nothing beside it: the median. */
export interface AloneResult {
  readonly bench: string;
  readonly subject: string;
  readonly ms: number;
}

/** Share of test images that a trained network gets right. */
export interface AccuracyResult {
  readonly bench: string;
  readonly subject: string;
  readonly testAccuracy: number;
  readonly seconds: number;
}

/** A figure of another kind, and the most or least that is aimed at. */
export interface FigureResult {
  readonly bench: string;
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  readonly atLeast?: number;
}

/** What could not be measured here, and why. */
export interface AbsentResult {
  readonly bench: string;
  readonly subject: string;
  readonly absent: string;
}

export type Result = TimeResult | RateResult | AloneResult | AccuracyResult | FigureResult | AbsentResult;

/** Gives results as they come. */
export type Bench = () => AsyncIterable<Result>;
