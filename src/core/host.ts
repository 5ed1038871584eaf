/** What Node has and browsers lack. */
const host: {
  readonly process?: { readonly versions?: { readonly node?: string }; readonly env?: Readonly<Record<string, string | undefined>> };
} = globalThis;

/** True in Node and in what stands in for it, false in browsers. @internal */
export function onNode(): boolean {
  return host.process?.versions?.node !== undefined;
}

/** A variable of the environment; undefined where it is unset and in browsers. @internal */
export function environment(name: string): string | undefined {
  return host.process?.env?.[name];
}
