/** The first frame outside of the framework: `file:line:column`. */
export function sourceLine(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  const frames = new Error().stack?.split('\n').slice(1) ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  const places = frames.flatMap((frame) => /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame)?.[1] ?? []);
  const place = places.find((text) => !/[/\\](?:src|dist)[/\\](?:viz|graph|ops|nn)[/\\]|^node:/.test(text));
  return place?.replace(/^file:\/\//, '');
}
