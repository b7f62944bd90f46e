import { MessagesSquare, MoreHorizontal, Reply, SmilePlus } from "lucide-react";
import { useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from "react";

import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { Keys } from "@/components/ui/kbd";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import type { Message } from "@/contract/types";
import { copyAndSay } from "@/features/messages/hooks/copy-and-say";
import { useActions, type Action } from "@/features/messages/hooks/use-actions";
import type { MessageRow } from "@/features/messages/model/rows";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import type { Outgoing } from "@/realtime/outbox/outgoing";

import { QuickReactions } from "./quick-reactions";

/** What can be done with a message that was not accepted. */
export interface OutgoingDeeds {
  readonly retry: (item: Outgoing) => void;
  readonly edit: (item: Outgoing) => void;
  readonly copy: (item: Outgoing) => void;
  readonly remove: (item: Outgoing) => void;
}

/** For the keys of a message that has the focus. */
export interface BarHandle {
  /** Does what the key stands for; says whether there was something to do. */
  readonly press: (key: string) => boolean;
}

interface HoverBarProps {
  message: Message;
  /** The menu of everything, which a key opens, too. */
  menu: boolean;
  onMenu: (open: boolean) => void;
  handle: Ref<BarHandle>;
}

/** The bar over a message's corner, on hover and focus: react, reply, thread, everything else. */
export function HoverBar({ message, menu, onMenu, handle }: HoverBarProps) {
  const { list, mayReact, picking, setPicking } = useBarActions(message);
  useImperativeHandle(handle, () => ({
    press(key) {
      const action = list.find(({ keys }) => keys === key);
      action?.run();
      return action !== undefined;
    },
  }));
  const action = (deed: Action["deed"]) => list.find((one) => one.deed === deed);
  const goBack = useWayBack(menu || picking);
  if (list.length === 0) return null;
  return (
    <div
      data-testid="hover-bar"
      // Never `invisible`: between two stops of the Tab key nothing has the focus, and what is
      // invisible in that moment loses it.
      className="pointer-events-none absolute end-3 -top-3.5 z-10 flex rounded-control bg-raised p-0.5 opacity-0 shadow-raised group-hover:pointer-events-auto group-hover:opacity-100 group-focus-visible:pointer-events-auto group-focus-visible:opacity-100 group-has-focus-visible:pointer-events-auto group-has-focus-visible:opacity-100 has-aria-expanded:pointer-events-auto has-aria-expanded:opacity-100 pointer-coarse:hidden"
    >
      {mayReact ? (
        <QuickReactions
          message={message}
          place="bar"
          picking={picking}
          onPicking={setPicking}
          onCloseAutoFocus={goBack}
        />
      ) : null}
      <BarButton action={action("reply")} Icon={Reply} />
      <BarButton action={action("thread")} Icon={MessagesSquare} />
      <DropdownMenu open={menu} onOpenChange={onMenu}>
        <DropdownMenuTrigger asChild>
          <IconButton size="iconSmall" label={t("deed.more")}>
            <MoreHorizontal aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <MenuOf list={list} onCloseAutoFocus={goBack} />
      </DropdownMenu>
    </div>
  );
}

/**
 * Who opened the menu or the picker by a key of the message is back at the message when it closes, where
 * the next key is heard; else the focus returns to the button as usual.
 */
function useWayBack(open: boolean): (event: Event) => void {
  const from = useRef<Element | null>(null);
  // What opens takes the focus in an effect: before that it is still where the key was pressed.
  useLayoutEffect(() => {
    if (open) from.current = document.activeElement;
  }, [open]);
  return (event) => {
    const back = from.current;
    if (!(back instanceof HTMLElement) || back.tagName !== "ARTICLE") return;
    event.preventDefault();
    back.focus({ preventScroll: true });
  };
}

/** What the menu offers: the sheet of a phone has the reactions above its list, the menu has them in it. */
function useBarActions(message: Message) {
  const { list, mayReact } = useActions(message);
  const [picking, setPicking] = useState(false);
  const react: Action = {
    deed: "react",
    label: t("deed.react"),
    Icon: SmilePlus,
    keys: "a",
    danger: false,
    run: () => setPicking(true),
  };
  return { list: mayReact ? [react, ...list] : list, mayReact, picking, setPicking };
}

function BarButton({ action, Icon }: { action: Action | undefined; Icon: Action["Icon"] }) {
  if (!action) return null;
  return (
    <IconButton
      size="iconSmall"
      label={action.label}
      {...(action.keys ? { keys: action.keys } : {})}
      onClick={action.run}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}

interface MenuOfProps {
  list: readonly Action[];
  onCloseAutoFocus: (event: Event) => void;
}

function MenuOf({ list, onCloseAutoFocus }: MenuOfProps) {
  const moved = useRef(false);
  return (
    <DropdownMenuContent
      align="end"
      aria-label={t("messages.actions")}
      // Editing, answering and dialogs take the focus elsewhere; the menu must not fetch it back.
      onCloseAutoFocus={(event) => {
        if (moved.current) event.preventDefault();
        else onCloseAutoFocus(event);
        moved.current = false;
      }}
    >
      {list.map((action) => (
        <div key={action.deed} role="presentation">
          {action.danger ? <DropdownMenuSeparator /> : null}
          <DropdownMenuItem
            danger={action.danger}
            {...(action.keys ? { "aria-keyshortcuts": action.keys } : {})}
            onSelect={() => {
              moved.current = TAKES_FOCUS.has(action.deed);
              action.run();
            }}
          >
            <action.Icon aria-hidden />
            <span className="flex-1">{action.label}</span>
            {action.keys ? (
              <span aria-hidden>
                <Keys keys={action.keys} className="text-muted" />
              </span>
            ) : null}
          </DropdownMenuItem>
        </div>
      ))}
    </DropdownMenuContent>
  );
}

const TAKES_FOCUS: ReadonlySet<string> = new Set(["react", "reply", "thread", "edit", "delete"]);

/** The same on a phone, after a long press. */
export function ActionSheet({ row, onClose }: { row: MessageRow | null; onClose: () => void }) {
  const message = row?.message;
  return (
    <Sheet open={row !== null} onOpenChange={(open) => open || onClose()}>
      <SheetContent side="bottom" title={t("messages.actions")}>
        {message ? <SheetActions message={message} onClose={onClose} /> : null}
        {row && !message ? <CopyOnly text={row.text} onClose={onClose} /> : null}
      </SheetContent>
    </Sheet>
  );
}

function SheetActions({ message, onClose }: { message: Message; onClose: () => void }) {
  const { list, mayReact } = useActions(message);
  return (
    <div className="flex flex-col p-2">
      {mayReact ? (
        <div className="mb-1 flex justify-between border-b border-line px-1 pb-2">
          <QuickReactions message={message} place="sheet" onDone={onClose} />
        </div>
      ) : null}
      {list.map(({ deed, label, Icon, danger, run }) => (
        <Button
          key={deed}
          variant={danger ? "dangerQuiet" : "quiet"}
          size="large"
          className={cn("justify-start", !danger && "text-text")}
          onClick={() => {
            onClose();
            // Once the sheet has given the focus back: what comes now may take it.
            setTimeout(run);
          }}
        >
          <Icon aria-hidden />
          {label}
        </Button>
      ))}
    </div>
  );
}

/** One that is still on its way. */
function CopyOnly({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <div className="flex flex-col p-2">
      <Button
        variant="quiet"
        size="large"
        className="justify-start text-text"
        onClick={() => {
          void copyAndSay(text);
          onClose();
        }}
      >
        {t("messages.copyText")}
      </Button>
    </div>
  );
}
