import { useEffect } from "react";

const PRODUCT = "FlowChat";
let page = "";
let unread = 0;

function paint(): void {
  const count = unread > 99 ? "(99+) " : unread > 0 ? `(${unread}) ` : "";
  document.title = `${count}${page ? `${page} – ` : ""}${PRODUCT}`;
}

/** Names the page in the tab, in front of the product: "General – FlowChat". */
export function usePageTitle(name: string): void {
  useEffect(() => {
    page = name;
    paint();
    return () => {
      page = "";
      paint();
    };
  }, [name]);
}

/** Puts the number of messages meant for me before the title: "(3) General – FlowChat". */
export function setUnreadTitle(count: number): void {
  unread = count;
  paint();
}
