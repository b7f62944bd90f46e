import type { KeyboardEvent } from "react";

/** An Enter that accepts a candidate is not ours. Safari ends the composition first, hence 229. */
export function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- keyCode 229 is the only sign Safari gives for that Enter
  return nativeEvent.isComposing || nativeEvent.keyCode === 229;
}
