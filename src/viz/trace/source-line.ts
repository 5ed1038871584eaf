/** The first frame outside of the framework: `file:line:column`. */
export function sourceLine(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  const frames = new Error().stack?.split('\n').slice(1) ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  const frame = frames.find((line) => !/[/\\](?:src|dist)[/\\](?:viz|graph|ops|nn)[/\\]/.test(line));
  return frame?.match(/\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/)?.[1]?.replace(/^file:\/\//, '');
}
