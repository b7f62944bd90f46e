import { memo } from "react";

import { cn } from "@/lib/cn";
import { directionOf } from "@/lib/formatting/direction";
import { parsed } from "@/lib/formatting/parsed";
import type { Block, List, Tree } from "@/lib/formatting/tree";

import { CodeBlock } from "./code-block";
import { FormattedTable } from "./formatted-table";
import { Line, type Renderers } from "./line";
import { isOnlyEmoji } from "./only-emoji";

interface FormattedProps extends Renderers {
  text: string;
  className?: string;
}

/**
 * A text as people see it, by the grammar of docs/formatting.md. Elements only, never HTML: what is
 * not in the grammar cannot appear. Pass renderers that stay the same, or it is drawn anew each time.
 */
export const Formatted = memo(function Formatted({
  text,
  className,
  ...renderers
}: FormattedProps) {
  const tree = parsed(text);
  return (
    <div
      data-slot="formatted"
      className={cn(
        "max-w-message space-y-1.5 wrap-anywhere",
        isOnlyEmoji(tree) ? "text-display" : "text-message",
        className,
      )}
    >
      <Blocks tree={tree} renderers={renderers} />
    </div>
  );
});

interface BlocksProps {
  tree: Tree;
  renderers: Renderers;
}

function Blocks({ tree, renderers }: BlocksProps) {
  return tree.map((block, index) => <OneBlock key={index} block={block} renderers={renderers} />);
}

function OneBlock({ block, renderers }: { block: Block; renderers: Renderers }) {
  switch (block.type) {
    case "paragraph":
      return (
        // Each finds its own direction, as a list of messages in several scripts needs it.
        <p dir="auto" className="whitespace-pre-wrap">
          <Line nodes={block.children} renderers={renderers} />
        </p>
      );
    case "quote":
      return (
        <blockquote
          dir={directionOf(block)}
          className="space-y-1.5 border-s-3 border-edge/50 ps-3 text-muted"
        >
          <Blocks tree={block.children} renderers={renderers} />
        </blockquote>
      );
    case "list":
      return <Items list={block} renderers={renderers} />;
    case "code_block":
      return <CodeBlock text={block.text} lang={block.lang} />;
    case "table":
      return <FormattedTable table={block} renderers={renderers} />;
  }
}

interface ItemsProps {
  list: List;
  renderers: Renderers;
}

function Items({ list, renderers }: ItemsProps) {
  const { ordered, items } = list;
  const Tag = ordered ? "ol" : "ul";
  return (
    <Tag
      dir={directionOf(list)}
      className={cn("space-y-0.5 ps-[2.25em]", ordered ? "list-decimal" : "list-disc")}
    >
      {items.map(({ number, children }, index) => (
        // Its own number, as it was written: nobody's "3." becomes a "2.".
        <li key={index} value={number ?? undefined} className="space-y-0.5 marker:text-muted">
          <Blocks tree={children} renderers={renderers} />
        </li>
      ))}
    </Tag>
  );
}
