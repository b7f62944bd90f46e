import { clsx, type ClassValue } from "clsx";

import { mergeClasses } from "./merge-classes";

/** Joins class names; of two that contradict each other the later wins. */
export function cn(...inputs: ClassValue[]): string {
  return mergeClasses(clsx(inputs));
}
