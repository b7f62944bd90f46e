import { act, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";

import { emptyTimeline } from "@/features/messages/model/timeline";
import { renderChat, testChat } from "@/test/chat";
import { server } from "@/test/server";

import { useFilled, useHistory } from "./use-history";

const nothing = () => undefined;

function Page() {
  const history = useHistory("r1");
  useFilled(emptyTimeline(9), null, history);
  return <output>{history.failed ? "failed" : "quiet"}</output>;
}

it("says nothing without a connection, and asks again as soon as there is one", async () => {
  const chat = testChat();
  chat.transport.start({
    onEnvelope: nothing,
    onReady: nothing,
    onHeads: nothing,
    onUntold: nothing,
    onPresence: nothing,
    onTyping: nothing,
  });
  let asked = 0;
  server.use(
    http.get("/api/messages/", () => {
      asked += 1;
      return HttpResponse.error();
    }),
  );
  renderChat(chat, <Page />);
  await waitFor(() => expect(asked).toBe(1));
  await act(() => new Promise((done) => setTimeout(done, 100)));
  expect(screen.getByRole("status")).toHaveTextContent("quiet");
  expect(asked).toBe(1);
  act(() => chat.transport.connect());
  await waitFor(() => expect(asked).toBe(2));
  expect(await screen.findByText("failed")).toBeInTheDocument();
});
