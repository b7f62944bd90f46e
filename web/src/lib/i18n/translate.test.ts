import { afterEach, describe, expect, it } from "vitest";

import { setCatalogue, t } from "./translate";

describe("t", () => {
  afterEach(() => setCatalogue("en", {}));

  it("fills in values", () => {
    expect(t("people.remove", { name: "Ada" })).toBe("Take Ada out");
  });

  it("chooses the plural form", () => {
    expect(t("invites.usedCount", { count: 1 })).toBe("Used 1 time");
    expect(t("invites.usedCount", { count: 1200 })).toBe("Used 1,200 times");
  });

  it("leaves braces of a value alone", () => {
    expect(t("people.remove", { name: "{name}" })).toBe("Take {name} out");
  });

  it("uses the rules of the language, and English where a phrase is missing", () => {
    setCatalogue("ru", {
      "invites.usedCount": {
        one: "Использована {count} раз",
        few: "Использована {count} раза",
        other: "Использована {count} раз",
      },
    });
    expect(t("invites.usedCount", { count: 3 })).toBe("Использована 3 раза");
    expect(t("common.cancel")).toBe("Cancel");
    expect(document.documentElement.lang).toBe("ru");
  });
});
