/** One of the sixty steps of Deep Learning from Scratch 3: what it shows, and the numbers it prints. */
export interface Step {
  readonly number: number;
  readonly title: string;
  /** Runs it and returns what it prints, by name. */
  run(): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
}
