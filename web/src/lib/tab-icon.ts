/** What the icon of the tab and of the installed app tells. */
export interface TabNews {
  /** Messages meant for the reader: a number. */
  readonly calls: number;
  /** Something else is unread: a dot. */
  readonly some: boolean;
}

const PLAIN = "/favicon.svg";
const MARK =
  '<path fill="#0c6573" d="M16 3C8.4 3 3 8 3 14.8c0 3.6 1.6 6.7 4.3 8.8l-.9 4.8c-.1.8.6 1.3 1.3 1l5.5-2.7c.9.1 1.8.2 2.8.2 7.6 0 13-5.2 13-12.1S23.6 3 16 3Z"/>' +
  '<path fill="none" stroke="#f3fbfb" stroke-linecap="round" stroke-width="2.4" d="M9.4 12.8c2.2-2.1 4.4-2.1 6.6 0s4.4 2.1 6.6 0M9.4 18.1c2.2-2.1 4.4-2.1 6.6 0s4.4 2.1 6.6 0"/>';
// Copper, as everywhere for "somebody calls you"; its own edge keeps it apart from any tab colour.
const BADGE = "#b4501e";
const EDGE = "#ffffff";

/** The address of the icon; drawn as SVG, so it is sharp at every size and needs no canvas. */
export function tabIconUrl({ calls, some }: TabNews): string {
  if (calls === 0 && !some) return PLAIN;
  const badge = calls > 0 ? number(calls) : dot();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${MARK}${badge}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function dot(): string {
  return `<circle cx="25" cy="7" r="6" fill="${BADGE}" stroke="${EDGE}" stroke-width="1.6"/>`;
}

/** One digit, or "9+": two would not be readable at 16 pixels. */
function number(calls: number): string {
  const text = calls > 9 ? "9+" : String(calls);
  const size = calls > 9 ? 12 : 15;
  return (
    `<circle cx="22" cy="10" r="9.6" fill="${BADGE}" stroke="${EDGE}" stroke-width="1.4"/>` +
    `<text x="22" y="${10 + size * 0.36}" fill="#fff" font-family="system-ui,sans-serif" font-weight="700" ` +
    `font-size="${size}" text-anchor="middle">${text}</text>`
  );
}

let shown = PLAIN;

/** Shows the news on the tab, and on the app's icon where the page is installed as one. */
export function showOnTab(news: TabNews): void {
  const url = tabIconUrl(news);
  if (url !== shown) {
    shown = url;
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute("href", url);
  }
  badgeApp(news);
}

/** The Badging API exists only in some browsers, and may refuse where the page is not installed. */
function badgeApp({ calls, some }: TabNews): void {
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
  const done =
    calls > 0
      ? setAppBadge?.call(navigator, calls)
      : some
        ? setAppBadge?.call(navigator)
        : clearAppBadge?.call(navigator);
  done?.catch(() => undefined);
}
