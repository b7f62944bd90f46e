import {
  memo,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
  type ComponentProps,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from "react";

import { Avatar } from "@/components/ui/avatar";
import type { Message } from "@/contract/types";
import { lazyPart } from "@/lib/lazy-part";
import { useLongPress } from "@/lib/use-long-press";
import { useEditing } from "@/features/messages/model/editing";
import type { MessageRow } from "@/features/messages/model/rows";
import { placeOf, useMessageScope } from "@/features/messages/scope";
import { cn } from "@/lib/cn";
import { formatTime } from "@/lib/dates";
import { t } from "@/lib/i18n/translate";
import { usePerson } from "@/realtime/use-cache";

import type { BarHandle, HoverBar as HoverBarType, OutgoingDeeds } from "./message-actions";
import { MessageBody } from "./message-body";
import { MessageTime } from "./message-time";

const HoverBar = lazyPart(() => import("./message-actions").then((file) => file.HoverBar));

interface MessageItemProps {
  row: MessageRow;
  active: boolean;
  marked: boolean;
  deeds: OutgoingDeeds;
  /** Ticks or readers, at the end of the line. */
  aside: ReactNode;
  onHold: (row: MessageRow) => void;
  onFocus: (key: string) => void;
}

export const rowId = (key: string) => `message ${key}`.replaceAll(" ", "-");

/** One message. The first of a group carries picture and name; the others show their time on hover. */
export const MessageItem = memo(function MessageItem(props: MessageItemProps) {
  const { row, active, marked, onHold, onFocus } = props;
  const { message } = row;
  const author = usePerson(row.author_id);
  const name = author?.name ?? t("room.someone");
  const self = useRef<HTMLElement>(null);
  const hold = useLongPress(() => onHold(row));
  const { bar, near, menu, setMenu, handlers } = useBar();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a stop of the roving focus; a long press is the phone's way to the actions that Tab and keys reach too
    <article
      ref={self}
      id={rowId(row.key)}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same roving focus: one message of the log can be reached by Tab
      tabIndex={active ? 0 : -1}
      aria-label={`${name}, ${formatTime(row.at)}`}
      data-id={message?.id}
      data-seq={message?.seq}
      data-state={row.outgoing?.state}
      data-marked={marked || undefined}
      {...hold}
      {...handlers}
      onFocus={() => {
        handlers.onFocus();
        onFocus(row.key);
      }}
      className={classesOf(row, marked)}
    >
      <Margin row={row} name={name} picture={author?.picture_id} active={active} />
      <MessageBody {...props} name={name} onLeaveEdit={() => self.current?.focus()} />
      {near ? <Bar message={message} menu={menu} onMenu={setMenu} handle={bar} /> : null}
    </article>
  );
});

function classesOf(row: MessageRow, marked: boolean): string {
  return cn(
    "group relative grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3 px-4 outline-offset-[-2px] transition-colors hover:bg-bg pointer-coarse:select-none",
    row.first ? "pt-2 pb-0.5" : "py-0.5",
    marked && "bg-accent-soft hover:bg-accent-soft",
  );
}

type BarProps = Omit<ComponentProps<typeof HoverBarType>, "message"> & { message: Message | null };

/** One that is on its way, gone or being edited has no bar. */
function Bar({ message, ...rest }: BarProps) {
  const edited = useEditing(message?.id, placeOf(useMessageScope())) !== null;
  return message && !message.deletion && !edited ? (
    <Suspense fallback={null}>
      <HoverBar message={message} {...rest} />
    </Suspense>
  ) : null;
}

/** The bar is made when somebody comes near, and stays while something of it is open. */
function useBar() {
  const [near, setNear] = useState(false);
  const [menu, setMenu] = useState(false);
  const arrival = useArrival(setNear);
  const { handle, press, forget } = useEarlyKey();
  const leave = (article: HTMLElement, next: EventTarget | null) => {
    const inside = next instanceof Node && article.contains(next);
    const open = article.querySelector("[aria-expanded=true]") !== null;
    if (!inside) forget();
    if (!inside && !open && !article.matches(":hover, :focus-within")) setNear(false);
  };
  const handlers = {
    onPointerEnter: arrival.begin,
    onPointerLeave: (event: { currentTarget: HTMLElement }) => {
      arrival.end();
      leave(event.currentTarget, null);
    },
    onFocus: () => setNear(true),
    onBlur: (event: FocusEvent<HTMLElement>) => leave(event.currentTarget, event.relatedTarget),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      // Only the message itself answers; fields, menus and buttons in it have keys of their own.
      const own = event.target === event.currentTarget;
      if (!own || event.ctrlKey || event.metaKey || event.altKey) return;
      const opens = event.key === "Enter" || event.key === "ContextMenu";
      if (opens) setMenu(true);
      if (opens || press(keyOf(event))) event.preventDefault();
    },
  };
  return { bar: handle, near, menu, setMenu, handlers };
}

/** Where the pointer last came upon a message. */
let pointer = "";
/** So long a message that was scrolled under the pointer has to stay there. */
const REST_MS = 80;

/**
 * Who points at a message comes near at once. One that is scrolled under a pointer that rests may be gone
 * with the next frame, and its bar would be made for nothing.
 */
function useArrival(come: (near: true) => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const end = useCallback(() => clearTimeout(timer.current), []);
  useEffect(() => end, [end]);
  const begin = ({ screenX, screenY }: PointerEvent) => {
    const before = pointer;
    pointer = `${screenX} ${screenY}`;
    end();
    if (pointer === before) timer.current = setTimeout(() => come(true), REST_MS);
    else come(true);
  };
  return { begin, end };
}

/** The bar is fetched when it is first wanted: a key that came before it is answered as soon as it stands. */
function useEarlyKey() {
  const bar = useRef<BarHandle | null>(null);
  const early = useRef<string | null>(null);
  const handle = useCallback((made: BarHandle | null) => {
    bar.current = made;
    const key = early.current;
    early.current = null;
    if (made && key !== null) made.press(key);
  }, []);
  const press = useCallback((key: string) => {
    if (bar.current) return bar.current.press(key);
    early.current = key;
    return false;
  }, []);
  return { handle, press, forget: useCallback(() => void (early.current = null), []) };
}

const keyOf = ({ key }: KeyboardEvent) => (key === "Backspace" ? "delete" : key.toLowerCase());

interface MarginProps extends Pick<MessageItemProps, "row" | "active"> {
  name: string;
  picture: string | null | undefined;
}

function Margin({ row, name, picture, active }: MarginProps) {
  const { ports } = useMessageScope();
  if (!row.first) {
    return (
      <MessageTime
        at={row.at}
        narrow
        className="invisible mt-[3px] text-end group-focus-within:visible group-hover:visible group-focus:visible"
      />
    );
  }
  return ports.who(
    row.author_id,
    <button
      type="button"
      aria-label={t("messages.about", { name })}
      // Reached by Tab from its message only, or a long room would be a long way to the field.
      tabIndex={active ? 0 : -1}
      className="mt-0.5 size-9 rounded-full"
    >
      <Avatar id={row.author_id} name={name} picture={picture} />
    </button>,
  );
}
