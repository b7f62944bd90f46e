import { useEffect, useState, type ReactNode } from "react";

/** Longer code stays in one colour: colouring it would hold up the page. */
const LONGEST = 20_000;
const KEPT = 100;
const coloured = new Map<string, ReactNode>();

/** The text at once; in colours when the highlighter, a chunk of its own, has come and the page rests. Sizes stay. */
export function useHighlighted(text: string, lang: string): ReactNode {
  const wanted = lang !== "" && text.length <= LONGEST;
  const key = `${lang}\n${text}`;
  const [, setDone] = useState("");
  useEffect(() => {
    if (!wanted || coloured.has(key)) return;
    let gone = false;
    void load().then(async (module) => {
      await rest();
      if (gone || !module) return;
      keep(key, module.highlight(text, lang));
      setDone(key);
    });
    return () => void (gone = true);
  }, [wanted, key, text, lang]);
  return (wanted ? coloured.get(key) : null) ?? text;
}

let loading: Promise<typeof import("./highlight") | null> | undefined;

/** Without a connection the code stays plain; the next block tries again. */
function load() {
  loading ??= import("./highlight").catch(() => {
    loading = undefined;
    return null;
  });
  return loading;
}

/** Until the page has nothing more urgent to do. Safari has no requestIdleCallback. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => resolve());
    else setTimeout(resolve);
  });
}

function keep(key: string, nodes: ReactNode): void {
  coloured.set(key, nodes);
  const oldest = coloured.size > KEPT ? coloured.keys().next().value : undefined;
  if (oldest !== undefined) coloured.delete(oldest);
}
