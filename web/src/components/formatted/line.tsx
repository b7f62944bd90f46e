import type { ReactNode } from "react";

import { plainLine } from "@/lib/formatting/plain-text";
import { safeHref, trueTarget } from "@/lib/formatting/safe-href";
import type { Group, Inline, Link, Mention } from "@/lib/formatting/tree";

import { Spoiler } from "./spoiler";

/** How the names in a text are drawn; what they return null for, and what nobody draws, stays text. */
export interface Renderers {
  renderMention?: (mention: Mention | Group) => ReactNode;
  renderEmoji?: (name: string) => ReactNode;
}

interface LineProps {
  nodes: readonly Inline[];
  renderers: Renderers;
}

/** What stands within lines. Line ends are kept as characters; the block around wraps with pre-wrap. */
export function Line({ nodes, renderers }: LineProps): ReactNode {
  return nodes.map((node, index) => <Node key={index} node={node} renderers={renderers} />);
}

function Node({ node, renderers }: { node: Inline; renderers: Renderers }): ReactNode {
  if (!("children" in node)) return leaf(node, renderers);
  const inside = <Line nodes={node.children} renderers={renderers} />;
  switch (node.type) {
    case "bold":
      return <strong className="font-semibold">{inside}</strong>;
    case "italic":
      // The sans has no italic of its own; elsewhere the page forbids slanting it.
      return <em className="[font-synthesis:style]">{inside}</em>;
    case "strike":
      return <s>{inside}</s>;
    case "spoiler":
      return <Spoiler>{inside}</Spoiler>;
    case "link":
      return <Anchor link={node}>{inside}</Anchor>;
  }
}

type Leaf = Exclude<Inline, { children: unknown }>;

function leaf(node: Leaf, { renderMention, renderEmoji }: Renderers): ReactNode {
  switch (node.type) {
    case "text":
      return node.text;
    case "break":
      return "\n";
    case "code":
      return (
        <code
          dir="ltr"
          className="rounded-tick bg-hover box-decoration-clone px-1 py-px font-mono text-[0.875em]"
        >
          {node.text}
        </code>
      );
    case "emoji":
      return renderEmoji?.(node.name) ?? `:${node.name}:`;
    default:
      return renderMention?.(node) ?? `@${node.name}`;
  }
}

function Anchor({ link, children }: { link: Link; children: ReactNode }): ReactNode {
  const href = safeHref(link.url);
  if (href === null) return children;
  const target = trueTarget(plainLine(link.children), href);
  return (
    <>
      <a
        href={href}
        dir="auto"
        target="_blank"
        rel="noopener noreferrer"
        title={href}
        className="rounded-tick text-accent-text underline decoration-accent/35 underline-offset-3 hover:decoration-accent"
      >
        {children}
      </a>
      {target === null ? null : <bdi className="text-muted"> ({target})</bdi>}
    </>
  );
}
