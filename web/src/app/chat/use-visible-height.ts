import { useEffect } from "react";

/** Less than this is the browser's own bar coming and going, not a keyboard. */
const KEYBOARD_PX = 120;

/**
 * Keeps the composer above the on-screen keyboard where the browser lays the keyboard over the page
 * (iOS); elsewhere the viewport meta tag already makes the page shrink.
 */
export function useVisibleHeight(): void {
  useEffect(() => {
    const visible = window.visualViewport;
    if (!visible) return;
    const root = document.documentElement.style;
    const fit = () => {
      const covered = window.innerHeight - visible.height * visible.scale > KEYBOARD_PX;
      if (!covered) return root.removeProperty("--visible-height");
      root.setProperty("--visible-height", `${visible.height}px`);
      window.scrollTo(0, 0);
    };
    visible.addEventListener("resize", fit);
    return () => {
      visible.removeEventListener("resize", fit);
      root.removeProperty("--visible-height");
    };
  }, []);
}
