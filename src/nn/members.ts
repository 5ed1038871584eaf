/**
 * The members among an object's properties with their dotted names; also those in arrays, sets, maps and plain objects there.
 * `refuse` throws on a name that has a dot of its own.
 *
 * @internal
 */
export function membersOf<T extends object>(
  owner: object,
  isMember: (value: object) => value is T,
  refuse: (name: string) => never,
): [name: string, member: T][] {
  const found: [string, T][] = [];
  const walk = (entries: Iterable<readonly [unknown, unknown]>, path: readonly string[], above: readonly object[]): void => {
    for (const [key, value] of entries) {
      if (typeof value !== 'object' || value === null) continue;
      if (!isMember(value)) {
        // Plain objects may point back.
        if (!above.includes(value)) walk(entriesIn(value), [...path, String(key)], [...above, value]);
        continue;
      }
      const names = [...path, String(key)];
      const dotted = names.find((name) => name.includes('.'));
      if (dotted !== undefined) refuse(dotted);
      found.push([names.join('.'), value]);
    }
  };
  walk(Object.entries(owner), [], [owner]);
  return found;
}

function entriesIn(value: object): Iterable<readonly [unknown, unknown]> {
  if (Array.isArray(value)) return value.entries();
  if (value instanceof Map) return value;
  if (value instanceof Set) return [...value].entries();
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? Object.entries(value) : [];
}

/** What names, one after the other, lead to; undefined where there is nothing. @internal */
export function reached(start: object, names: readonly string[]): unknown {
  let at: unknown = start;
  for (const name of names) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = at instanceof Map ? at.get(name) : Reflect.get(at, name);
  }
  return at;
}
