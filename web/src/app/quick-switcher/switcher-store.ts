import { makeOverlay } from "@/lib/overlay";

export const switcher = makeOverlay();
