import {
  memo,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type MouseEvent,
  type ReactNode,
} from "react";

import { Spinner } from "@/components/ui/spinner";
import {
  useMessageScroll,
  type List,
  type Sight,
} from "@/features/messages/hooks/use-message-scroll";
import { useRoving } from "@/features/messages/hooks/use-roving";
import { insidePath } from "@/features/messages/model/addresses";
import type { MessageRow, Row } from "@/features/messages/model/rows";
import { useMessageScope } from "@/features/messages/scope";

import { cn } from "@/lib/cn";
import { lazyPart } from "@/lib/lazy-part";
import { DayLine, NewLine } from "./lines";
import type { OutgoingDeeds } from "./message-actions";
import { MessageItem } from "./message-item";

const ActionSheet = lazyPart(() => import("./message-actions").then((file) => file.ActionSheet));

export interface MessageListProps {
  label: string;
  rows: readonly Row[];
  /** The key of the row a link points at. */
  marked: string | null;
  /** Where to begin, or null for the end. Asked once, when there is something. */
  beginAt: () => { readonly at: number; readonly align: "start" | "center" } | null;
  ready: boolean;
  /** Is the last row the newest there is, and not the end of a page of history. */
  live: boolean;
  loadingOlder: boolean;
  deeds: OutgoingDeeds;
  beginning: ReactNode;
  aside: (row: MessageRow, tabIndex: number) => ReactNode;
  onSight: (sight: Sight, list: List) => void;
}

/**
 * The conversation. A log that does not speak by itself: the announcer does, in batches. What is told of
 * its movements comes back to it only where it changes something.
 */
export const MessageList = memo(function MessageList(props: MessageListProps) {
  const { label, rows, ready, live, loadingOlder, beginAt, onSight } = props;
  const box = useRef<HTMLDivElement>(null);
  const sizer = useRef<HTMLDivElement>(null);
  const { list, watch } = useMessageScroll(rows, { box, rows: sizer, live });
  const roving = useRoving(rows, (index) => list.scrollToIndex(index, { align: "auto" }));
  const [held, setHeld] = useState<MessageRow | null>(null);
  const { threadId } = useMessageScope();
  const placed = useBeginning(list, ready, beginAt);
  useEffect(() => {
    // Before that it is the top of the page of history: nobody sees it, and more must not be fetched for it.
    if (placed) return watch(onSight);
  }, [placed, watch, onSight]);
  const { choose } = roving;
  const onFocus = useCallback((key: string) => choose(key), [choose]);

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move the roving focus of the messages inside
    <div
      ref={box}
      role="log"
      aria-label={label}
      aria-live="off"
      aria-busy={!ready}
      onKeyDown={roving.onKeyDown}
      onClick={useInsideLinks()}
      // A plain scroll area is reached through its messages; Safari would else skip it.
      className="relative flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
      data-testid="log"
    >
      {loadingOlder ? <Spinner className="absolute inset-x-0 top-2 mx-auto" /> : null}
      <div
        ref={sizer}
        // A short conversation lies at the bottom, where the next message will be; a thread hangs from what began it.
        className={cn("relative w-full shrink-0", threadId === null && "mt-auto")}
        style={{ height: list.getTotalSize() }}
      >
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row ? (
            <div
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <RowView
                {...props}
                row={row}
                active={row.key === roving.active}
                onHold={setHeld}
                onFocus={onFocus}
              />
            </div>
          ) : null;
        })}
      </div>
      <Suspense fallback={null}>
        <ActionSheet row={asItIsNow(rows, held)} onClose={() => setHeld(null)} />
      </Suspense>
    </div>
  );
});

/** A message may arrive, change or be deleted under the open sheet, which must not offer what was true before. */
function asItIsNow(rows: readonly Row[], held: MessageRow | null): MessageRow | null {
  if (!held) return null;
  const found = rows.find(({ kind, key }) => kind === "message" && key === held.key);
  const row = found?.kind === "message" ? found : held;
  return row.message?.deletion ? null : row;
}

interface RowViewProps extends Pick<MessageListProps, "marked" | "deeds" | "beginning" | "aside"> {
  row: Row;
  active: boolean;
  onHold: (row: MessageRow) => void;
  onFocus: (key: string) => void;
}

function RowView({ row, beginning, marked, aside, ...rest }: RowViewProps) {
  if (row.kind === "beginning") return beginning;
  if (row.kind === "day") return <DayLine at={row.at} />;
  if (row.kind === "new") return <NewLine />;
  return (
    <MessageItem
      row={row}
      active={rest.active}
      marked={row.key === marked}
      deeds={rest.deeds}
      aside={aside(row, rest.active ? 0 : -1)}
      onHold={rest.onHold}
      onFocus={rest.onFocus}
    />
  );
}

/** A link to a message of this server opens here; with a modifier key it is the browser's. */
function useInsideLinks() {
  const { ports } = useMessageScope();
  return (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    const path = link instanceof HTMLAnchorElement ? insidePath(link.href) : null;
    if (path === null) return;
    event.preventDefault();
    ports.follow(path);
  };
}

/** Rows are measured when drawn, and the place corrected by that; by then it has come to rest. */
const FRAMES_TO_LAND = 5;

/** Puts the list to its first place once there is something to show, and never again. Says when it is there. */
function useBeginning(list: List, ready: boolean, beginAt: MessageListProps["beginAt"]): boolean {
  const done = useRef(false);
  const [placed, setPlaced] = useState(false);
  useLayoutEffect(() => {
    if (!ready || done.current) return;
    done.current = true;
    const index = beginAt();
    if (index === null) list.scrollToEnd();
    else list.scrollToIndex(index.at, { align: index.align });
  });
  useEffect(() => {
    if (!ready) return;
    // The list aims at an index until it rests: rows put above in the meantime would lead it astray.
    return afterFrames(FRAMES_TO_LAND, () => setPlaced(true));
  }, [ready]);
  return placed;
}

function afterFrames(count: number, task: () => void): () => void {
  let left = count;
  const step = () => {
    left -= 1;
    if (left > 0) frame = requestAnimationFrame(step);
    else task();
  };
  let frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
