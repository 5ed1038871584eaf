/** What a step may ask while it runs. */
export interface StepContext {
  /** Keeps a drawing, as SVG. */
  readonly save: (name: string, svg: string) => Promise<void>;
}

/** One of the sixty steps of Deep Learning from Scratch 3: what it shows, and the numbers it prints. */
export interface Step {
  readonly number: number;
  readonly title: string;
  /** Runs it and returns what it prints, by name. */
  run(context: StepContext): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
}
