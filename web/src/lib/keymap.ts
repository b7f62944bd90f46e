import { t, type Key } from "./i18n/translate";
import { useShortcut, type Shortcut } from "./shortcuts";

interface KeyLine {
  readonly keys: string;
  readonly label: Extract<Key, `${"keys" | "deed" | "format"}.${string}`>;
  readonly group: Extract<Key, `keys.${string}`>;
  /** Held by a field or a list of its own (onKeyDown), not by the window. */
  readonly local?: true;
}

const local = (group: KeyLine["group"], keys: string, label: KeyLine["label"]) =>
  ({ keys, label, group, local: true }) as const satisfies KeyLine;
const ofMessage = (keys: string, label: KeyLine["label"]) => local("keys.messages", keys, label);
const ofComposer = (keys: string, label: KeyLine["label"]) => local("keys.composer", keys, label);

/**
 * Every key of the client, in the order of the overlay. Whoever answers to a key names its line here
 * (`useKey`), so that no key has two meanings and none is missing from the list.
 */
export const keymap = {
  switcher: { keys: "mod+k", label: "keys.switcher", group: "keys.general" },
  search: { keys: "mod+f", label: "keys.search", group: "keys.general" },
  overlay: { keys: "mod+/ ?", label: "keys.overlay", group: "keys.general" },
  previous: { keys: "alt+arrowup", label: "keys.previous", group: "keys.chats" },
  next: { keys: "alt+arrowdown", label: "keys.next", group: "keys.chats" },
  previousUnread: {
    keys: "alt+shift+arrowup",
    label: "keys.previousUnread",
    group: "keys.chats",
  },
  nextUnread: { keys: "alt+shift+arrowdown", label: "keys.nextUnread", group: "keys.chats" },
  markRead: { keys: "escape", label: "keys.markRead", group: "keys.chats" },
  markAllRead: { keys: "shift+escape", label: "keys.markAllRead", group: "keys.chats" },
  closeThread: { keys: "escape", label: "keys.closeThread", group: "keys.messages" },
  walk: ofMessage("arrowup arrowdown", "keys.walk"),
  actions: ofMessage("enter", "keys.actions"),
  react: ofMessage("a", "deed.react"),
  reply: ofMessage("r", "deed.reply"),
  thread: ofMessage("t", "deed.thread"),
  edit: ofMessage("e", "deed.edit"),
  copyText: ofMessage("c", "deed.copyText"),
  copyLink: ofMessage("l", "deed.copyLink"),
  forward: ofMessage("f", "deed.forward"),
  pin: ofMessage("p", "keys.pin"),
  save: ofMessage("s", "keys.save"),
  markUnread: ofMessage("u", "deed.markUnread"),
  delete: ofMessage("delete", "deed.delete"),
  send: ofComposer("enter", "keys.send"),
  newLine: ofComposer("shift+enter", "keys.newLine"),
  editLast: ofComposer("arrowup", "keys.editLast"),
  bold: ofComposer("mod+b", "format.bold"),
  italic: ofComposer("mod+i", "format.italic"),
  strike: ofComposer("mod+shift+x", "format.strike"),
  code: ofComposer("mod+e", "format.code"),
  block: ofComposer("mod+shift+c", "format.block"),
  link: ofComposer("mod+shift+u", "format.link"),
  quote: ofComposer("mod+shift+9", "format.quote"),
  list: ofComposer("mod+shift+8", "format.list"),
  numbers: ofComposer("mod+shift+7", "format.numbers"),
} as const satisfies Record<string, KeyLine>;

export type KeyName = keyof typeof keymap;

/** Answers to a key of the table while the component is mounted. */
export function useKey(name: KeyName, run: (event: KeyboardEvent) => void): void {
  useShortcut(shortcutOf(keymap[name]), run);
}

export interface OverlayLine extends Shortcut {
  /** Something on this page answers to it. */
  readonly live: boolean;
}

/** The lines of the overlay: the table, then what is bound without standing in it. */
export function overlayLines(bound: readonly Shortcut[]): OverlayLine[] {
  const lines: KeyLine[] = Object.values(keymap);
  const boundKeys = new Set(bound.map(({ keys }) => keys));
  const known = new Set(lines.map(({ keys }) => keys));
  return [
    ...lines.map((line) => ({
      ...shortcutOf(line),
      live: line.local === true || boundKeys.has(line.keys),
    })),
    ...bound.filter(({ keys }) => !known.has(keys)).map((one) => ({ ...one, live: true })),
  ];
}

function shortcutOf({ keys, label, group }: KeyLine): Shortcut {
  return { keys, label: t(label), group: t(group) };
}
