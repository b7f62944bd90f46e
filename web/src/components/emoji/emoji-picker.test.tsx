import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { CustomEmojiContext } from "@/lib/emoji/custom";
import { loadEmoji } from "@/lib/emoji/load";
import { noteEmoji, recentEmoji } from "@/lib/emoji/recent";
import { setSkinTone } from "@/lib/emoji/skin-tone";

import { EmojiGlyph } from "./emoji-glyph";
import { EmojiPicker } from "./emoji-picker";

const parrot = { id: "1", name: "party_parrot", url: "/api/emoji/1/picture/" };

beforeEach(async () => {
  // jsdom lays nothing out, and a window of no height shows no rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(320);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(340);
  // Nor does it draw: no emoji is found missing then.
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  await loadEmoji();
});

async function openPicker() {
  const onPick = vi.fn<(value: string) => void>();
  const user = userEvent.setup();
  render(
    <CustomEmojiContext value={[parrot]}>
      <EmojiPicker onPick={onPick}>
        <button type="button">Add</button>
      </EmojiPicker>
    </CustomEmojiContext>,
  );
  await user.click(screen.getByRole("button", { name: "Add" }));
  const field = await screen.findByRole("combobox", { name: "Search emoji" });
  await waitFor(() => expect(field).toHaveFocus());
  return { onPick, user, field };
}

const active = () => {
  const id = screen.getByRole("combobox").getAttribute("aria-activedescendant");
  return id === null ? null : document.getElementById(id)?.getAttribute("aria-label");
};

describe("the emoji picker", () => {
  it("opens with the search focused; typing and Enter pick, and the focus goes back", async () => {
    const { onPick, user, field } = await openPicker();
    await user.type(field, "tada");
    expect(active()).toBe("party popper");
    await user.keyboard("{Enter}");
    expect(onPick).toHaveBeenCalledExactlyOnceWith("🎉");
    expect(recentEmoji()).toEqual(["🎉"]);
    await waitFor(() => expect(screen.queryByRole("combobox")).not.toBeInTheDocument());
    await waitFor(() => expect(screen.getByRole("button", { name: "Add" })).toHaveFocus());
  });

  it("closes with Escape without picking", async () => {
    const { onPick, user } = await openPicker();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("combobox")).not.toBeInTheDocument());
    expect(onPick).not.toHaveBeenCalled();
    await waitFor(() => expect(screen.getByRole("button", { name: "Add" })).toHaveFocus());
  });

  it("begins with recent ones, then own ones, then the kinds in order", async () => {
    noteEmoji("👍🏽");
    await openPicker();
    const titles = screen.getAllByRole("columnheader").map((title) => title.textContent);
    expect(titles.slice(0, 3)).toEqual(["Recent", "Of this server", "Smileys and feelings"]);
    expect(screen.getAllByRole("gridcell")[0]).toHaveAttribute("data-value", "👍🏽");
  });

  it("moves through the grid by arrows, Home and End, and gives the keys back after typing", async () => {
    const { onPick, user, field } = await openPicker();
    expect(active()).toBe("party parrot");
    await user.keyboard("{ArrowDown}");
    expect(active()).toBe("grinning face");
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(active()).toBe("grinning face with smiling eyes");
    await user.keyboard("{End}{Home}");
    expect(active()).toBe("grinning face");
    await user.type(field, "hart{ArrowLeft}{ArrowLeft}e");
    expect(field).toHaveValue("haert");
    await user.keyboard("{Home}{Delete}{Delete}he");
    expect(field).toHaveValue("heert");
    expect(onPick).not.toHaveBeenCalled();
  });

  it("says when nothing was found, and Enter then does nothing", async () => {
    const { onPick, user, field } = await openPicker();
    await user.type(field, "zzzzqq{Enter}");
    expect(screen.getByRole("status")).toHaveTextContent("No emoji for that word");
    expect(onPick).not.toHaveBeenCalled();
  });

  it("finds this server's own and picks them by a click", async () => {
    const { onPick, user, field } = await openPicker();
    await user.type(field, "parrot");
    await user.click(screen.getByRole("gridcell", { name: "party parrot" }));
    expect(onPick).toHaveBeenCalledExactlyOnceWith(":party_parrot:");
  });

  it("shows everybody in the skin tone that is chosen", async () => {
    setSkinTone(0);
    const { onPick, user, field } = await openPicker();
    await user.click(screen.getByRole("button", { name: "Skin tone: None" }));
    await user.click(await screen.findByRole("menuitemradio", { name: "Dark" }));
    await user.type(field, "wave{Enter}");
    expect(onPick).toHaveBeenCalledExactlyOnceWith("👋🏿");
  });

  it("has no fault that axe can find", async () => {
    await openPicker();
    const { violations } = await axe.run(screen.getByRole("dialog"), {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});

describe("a glyph", () => {
  it("is a picture with a name, decoration without one, and text when its emoji is gone", () => {
    render(
      <CustomEmojiContext value={[parrot]}>
        <EmojiGlyph value="🎉" label="party popper" />
        <EmojiGlyph value=":party_parrot:" label="party parrot" />
        <EmojiGlyph value="👍" />
        <EmojiGlyph value=":deleted:" />
      </CustomEmojiContext>,
    );
    expect(screen.getByRole("img", { name: "party popper" })).toHaveTextContent("🎉");
    expect(screen.getByRole("img", { name: "party parrot" })).toHaveAttribute("src", parrot.url);
    expect(screen.getAllByRole("img")).toHaveLength(2);
    expect(screen.getByText(":deleted:")).toBeVisible();
  });
});
