/** A place of the client: what stands in the address bar, and what an entry of the history carries. */
export interface Location {
  readonly pathname: string;
  /** With its question mark, or empty. */
  readonly search: string;
  /** With its number sign, or empty. */
  readonly hash: string;
  readonly state: unknown;
  /** Names the entry of the history: going back to it finds the same one. */
  readonly key: string;
}

/** The names in a pattern: "roomId" of "/rooms/:roomId/*". */
type NameIn<Pattern extends string> = Pattern extends `${infer Head}/${infer Rest}`
  ? NameIn<Head> | NameIn<Rest>
  : Pattern extends `:${infer Name}?`
    ? Name
    : Pattern extends `:${infer Name}`
      ? Name
      : never;

export type Params<Name extends string = string> = Readonly<Partial<Record<Name, string>>>;

interface Compiled {
  readonly test: RegExp;
  readonly names: readonly string[];
}

const compiled = new Map<string, Compiled>();

/**
 * What an address says where a pattern has names; null when it is another. A pattern is text with
 * `:name`, `:name?`, or `/*` at its end for everything below.
 */
export function matchPath<Pattern extends string>(
  pattern: Pattern,
  pathname: string,
): { readonly params: Params<NameIn<Pattern>> } | null {
  let known = compiled.get(pattern);
  if (!known) compiled.set(pattern, (known = compile(pattern)));
  const found = known.test.exec(pathname);
  if (!found) return null;
  const params: Record<string, string> = {};
  known.names.forEach((name, index) => {
    const value = found[index + 1];
    if (value !== undefined) params[name] = decoded(value);
  });
  return { params: params as Params<NameIn<Pattern>> };
}

function compile(pattern: string): Compiled {
  const names: string[] = [];
  const path = pattern.replace(/\/*\*?$/, "").replace(/[\\.*+^${}|()[\]]/g, "\\$&");
  const source = path.replace(/\/:(\w+)(\??)/g, (_, name: string, optional: string) => {
    names.push(name);
    return optional ? "(?:/([^/]+))?" : "/([^/]+)";
  });
  const end = pattern.endsWith("*") ? "(?:/.*)?" : "/*";
  return { test: new RegExp(`^${source}${end}$`, "i"), names };
}

/** An address that somebody cut in two may end in half a letter: it is then taken as it stands. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** How much a pattern says: the one that says most is the one that is meant. */
export function weightOf(pattern: string): number {
  const parts = pattern.split("/").filter((part) => part !== "");
  return parts.reduce((sum, part) => sum + weightOfPart(part), 0);
}

function weightOfPart(part: string): number {
  if (part === "*") return -1;
  return part.startsWith(":") ? 4 : 11;
}

export const pathOf = ({ pathname, search, hash }: Omit<Location, "state" | "key">) =>
  pathname + search + hash;

/** Where a link leads that was written on some page: "/rooms/1", or "?q=tea" for the same page. */
export function resolve(to: string, from: string): Omit<Location, "state" | "key"> {
  const [, path = "", search = "", hash = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(to) ?? [];
  return {
    // Two slashes would name another server.
    pathname: path === "" ? from : path.replace(/^\/*/, "/"),
    search: search === "?" ? "" : search,
    hash: hash === "#" ? "" : hash,
  };
}
