import { describe, expect, it } from "vitest";

import { phrasesIn } from "./phrases.ts";

const catalogue = {
  "common.back": "Back",
  "common.backAll": "All the way back",
  "files.picture": "Picture",
  "files.sound": "Sound",
  "server.edit5": "5 minutes",
  "server.edit60": { one: "an hour", other: "{count} hours" },
  "server.name": "Name",
};
const keysIn = (code: string) => Object.keys(phrasesIn(code, catalogue));

describe("the phrases of a piece of source", () => {
  it.each([
    ["by their whole names, in any quotes", "t('common.back'); const a = `files.sound`;"],
    ["also where they are only kept", 'const row = { label: "common.back" }; f("files.sound")'],
  ])("are found %s", (_, code) => {
    expect(keysIn(code)).toEqual(["common.back", "files.sound"]);
  });

  it("are all those that a template can begin", () => {
    expect(keysIn("t(`files.${kind}`)")).toEqual(["files.picture", "files.sound"]);
    expect(keysIn("t(`server.edit${minutes}`, { count })")).toEqual([
      "server.edit5",
      "server.edit60",
    ]);
  });

  it("come with their plural forms", () => {
    expect(phrasesIn('t("server.edit60")', catalogue)).toEqual({
      "server.edit60": catalogue["server.edit60"],
    });
  });

  it("are none where only something like them stands", () => {
    expect(keysIn('import "common.backwards"; const common = { back: 1 }; common.back')).toEqual(
      [],
    );
  });
});
