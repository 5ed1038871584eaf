import { SingleBar } from 'cli-progress';

/** Tells on stderr what a command is doing. */
export interface Reporter {
  /** A line. */
  readonly say: (line: string) => void;
  /** A bar on a terminal; elsewhere nothing. `format` words the two numbers. */
  readonly progress: (label: string, total: number, format: (value: number) => string) => Progress;
}

export interface Progress {
  update(value: number): void;
  stop(): void;
}

export const terminalReporter: Reporter = {
  say: (line) => {
    process.stderr.write(`${line}\n`);
  },
  progress: (label, total, format) => {
    const bar = new SingleBar({
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      format: `${label} {bar} {percentage}% of {size}`,
    });
    bar.start(total, 0, { size: format(total) });
    return {
      update: (value) => {
        bar.update(Math.min(value, total));
      },
      stop: () => {
        bar.stop();
      },
    };
  },
};

/** For programs that read `--json`. */
export const silentReporter: Reporter = {
  say: () => undefined,
  progress: () => ({ update: () => undefined, stop: () => undefined }),
};

/** 250 MB, 1.3 GB: in powers of ten, as package indexes say it. */
export function bytesText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}
