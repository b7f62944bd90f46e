/** The languages that have a catalogue in src/strings, each by its own name. */
export const languages: readonly { tag: string; name: string }[] = [{ tag: "en", name: "English" }];
