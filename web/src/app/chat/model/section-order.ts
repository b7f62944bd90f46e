/** The names with one of them a place further up (-1) or down. */
export function movedBy(names: readonly string[], name: string, by: 1 | -1): readonly string[] {
  const at = names.indexOf(name);
  if (at < 0) return names;
  const others = names.filter((one) => one !== name);
  const to = Math.max(0, at + by);
  return [...others.slice(0, to), name, ...others.slice(to)];
}

/** The names with one of them in front of another, or at the end. */
export function placedBefore(
  names: readonly string[],
  name: string,
  before: string | null,
): readonly string[] {
  if (!names.includes(name)) return names;
  const others = names.filter((one) => one !== name);
  const found = before === null ? -1 : others.indexOf(before);
  const to = found < 0 ? others.length : found;
  return [...others.slice(0, to), name, ...others.slice(to)];
}
