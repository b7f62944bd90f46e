/** Formatted text: what stands around the words. */
export const formatted = {
  "formatted.spoiler": "Spoiler, press to show",
  "formatted.table": "Table",
  "formatted.code": "Code",
  "formatted.codeIn": "Code in {language}",
  "formatted.copyCode": "Copy code",
} as const;
