import type { TraceOptions } from './trace/options.ts';
import type { ThemeName } from './themes.ts';

/** How a graph is drawn. */
export interface DrawOptions extends TraceOptions {
  /** `plain` boxes and clusters; `book`: circles, values above the edges, derivatives below; `dark`. Default plain. */
  readonly theme?: ThemeName;
  /** `LR`: left to right (default), `TB`: top to bottom. */
  readonly direction?: 'LR' | 'TB';
  /** Default true. */
  readonly shapes?: boolean;
  /** Default false. */
  readonly dtypes?: boolean;
  /** Of each gradient only the square root of the sum of squares. Default false. */
  readonly norms?: boolean;
  /** Bytes that each op saves for backward. Default false. */
  readonly savedBytes?: boolean;
  /** Says in a box of its own what the shapes and colors that occur mean: svg, png and dot. Default false. */
  readonly legend?: boolean;
  /** Seconds that the layout may take before it is done over with cheaper settings, and again before it fails. Default 60. */
  readonly timeLimit?: number;
}
