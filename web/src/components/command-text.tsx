import type { ReactNode } from "react";

/** A sentence with a command in it, set in the mono face. `sentence` gets the command's place marker. */
export function CommandText({
  sentence,
  command,
}: {
  sentence: (command: string) => string;
  command: string;
}): ReactNode {
  const [before, after] = sentence("\0").split("\0");
  return (
    <>
      {before}
      <code className="rounded-tick bg-hover px-1.5 py-0.5 font-mono text-small whitespace-nowrap">
        {command}
      </code>
      {after}
    </>
  );
}
