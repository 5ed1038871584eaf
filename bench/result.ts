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

export type Result = TimeResult | RateResult;

export type Bench = () => Promise<readonly Result[]>;
