import { makeOverlay } from "@/lib/overlay";

export const shortcutsMap = makeOverlay();
