import { useSyncExternalStore } from "react";

/** May this page show notifications? "unsupported": the browser can't, "insecure": not over plain http. */
export type Permission = NotificationPermission | "unsupported" | "insecure";

export function permission(): Permission {
  if (!window.isSecureContext) return "insecure";
  return "Notification" in window ? Notification.permission : "unsupported";
}

const listeners = new Set<() => void>();
const changed = () => listeners.forEach((listener) => listener());

/** Follows what is chosen here, in another tab and in the browser's own settings. */
export function usePermission(): Permission {
  return useSyncExternalStore(subscribe, permission);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  void watch();
  return () => listeners.delete(listener);
}

let watched = false;

async function watch(): Promise<void> {
  if (watched || !("permissions" in navigator)) return;
  watched = true;
  // Safari knows no such name: there the answer to the question is all there is.
  const status = await navigator.permissions.query({ name: "notifications" }).catch(() => null);
  status?.addEventListener("change", changed);
}

/** Asks the person. Only from a click: browsers refuse, and people should, what asks by itself. */
export async function askPermission(): Promise<void> {
  await Notification.requestPermission();
  changed();
}

export interface Shown {
  readonly title: string;
  readonly body: string;
  /** One of the same tag takes the place of the one before. */
  readonly tag: string;
  /** Our own sound plays: the system's would be a second one. */
  readonly silent: boolean;
  readonly onClick: () => void;
}

/** Shows one; null where that is not allowed, or where only a service worker could (Android). */
export function showNotification({ onClick, title, ...options }: Shown): Notification | null {
  if (permission() !== "granted") return null;
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      window.focus();
      shown.close();
      onClick();
    };
    return shown;
  } catch {
    return null;
  }
}
