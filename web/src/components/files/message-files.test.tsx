import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";

import { Avatar } from "@/components/ui/avatar";
import type { Attachment } from "@/contract/types";
import { wireAttachment } from "@/test/wire";

import { MessageFiles } from "./message-files";

const onOpen = vi.fn();
const paper = wireAttachment("d", {
  kind: "file",
  name: "plan of the harbour.pdf",
  size: 48 * 1024,
});

function show(...files: Attachment[]) {
  return render(<MessageFiles files={files} tabIndex={0} onOpen={onOpen} />);
}

const boxOf = (id: string) => document.querySelector<HTMLElement>(`[data-file="${id}"]`);

describe("the files of a message", () => {
  it("have their room before anything of them is there", () => {
    show(wireAttachment("p", { width: 1000, height: 500 }));
    expect(boxOf("p")).toHaveStyle({ width: "400px", aspectRatio: "400 / 200" });
  });

  it("open a picture, by its name", async () => {
    show(wireAttachment("p"), wireAttachment("q"));
    await userEvent.click(await screen.findByRole("button", { name: "Open picture q.jpg" }));
    expect(onOpen).toHaveBeenLastCalledWith(wireAttachment("q"));
  });

  it("keep the box of a picture that does not come, and ask for it again", async () => {
    show(wireAttachment("p"));
    const failed = "This picture could not be loaded. Load p.jpg again";
    const fail = async () => {
      const image = await waitFor(() => {
        const found = boxOf("p")?.querySelector("img[data-state]");
        if (!found) throw new Error("no picture yet");
        return found;
      });
      fireEvent.error(image);
    };
    await fail();
    await userEvent.click(screen.getByRole("button", { name: failed }));
    expect(screen.getByRole("button", { name: "Open picture p.jpg" })).toBeVisible();
    await fail();
    act(() => void window.dispatchEvent(new Event("online")));
    expect(screen.getByRole("button", { name: "Open picture p.jpg" })).toBeVisible();
    expect(boxOf("p")).toHaveStyle({ width: "400px" });
  });

  it("play sound and films with the browser's own controls, and fetch no more than what they are", async () => {
    show(
      wireAttachment("a", { kind: "audio", name: "hum.wav" }),
      wireAttachment("v", { kind: "video", name: "wave.webm" }),
    );
    const sound = await screen.findByLabelText("hum.wav");
    const film = await screen.findByLabelText("wave.webm");
    for (const one of [sound, film]) {
      expect(one).toHaveAttribute("controls");
      expect(one).toHaveAttribute("preload", "metadata");
    }
    fireEvent.error(film);
    expect(screen.getByText("This browser can't play it. Download it instead.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Download wave.webm" })).toBeVisible();
  });

  it("are a card with name, size and type, and a way to have them", async () => {
    show(paper);
    const link = await screen.findByRole("link", { name: "Download plan of the harbour.pdf" });
    expect(link).toHaveAttribute("href", "/api/files/d/?download=1");
    expect(link).toHaveAttribute("download", "plan of the harbour.pdf");
    expect(boxOf("d")).toHaveTextContent("48 kB · PDF file");
    const found = await axe.run(document.body, { rules: { region: { enabled: false } } });
    expect(found.violations).toEqual([]);
  });
});

describe("a face", () => {
  it("lies over the initials, and goes when it can't be had", () => {
    const { container } = render(<Avatar id="ana" name="Ana Li" picture="f1" />);
    const image = container.querySelector("img");
    expect(image).toHaveAttribute("src", "/api/files/f1/small/");
    expect(container).toHaveTextContent("AL");
    fireEvent.error(image as Element);
    expect(container.querySelector("img")).toBeNull();
  });
});
