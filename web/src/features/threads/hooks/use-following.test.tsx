import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import type { ReactNode } from "react";
import { expect, it } from "vitest";

import type { ThreadPage } from "@/contract/types";
import { server } from "@/test/server";

import { useFollowing } from "./use-following";

const READING = { thread_id: "a", last_read_seq: 0, unread_count: 0, mention_count: 0 };

it("asks one thing after the other, and shows only the last answer", async () => {
  const heard: string[] = [];
  const letGo: (() => void)[] = [];
  const answer = (method: string, following: boolean) => async () => {
    heard.push(method);
    await new Promise<void>((done) => letGo.push(done));
    return HttpResponse.json({ ...READING, following });
  };
  server.use(
    http.put("/api/threads/a/following/", answer("PUT", true)),
    http.delete("/api/threads/a/following/", answer("DELETE", false)),
  );
  const queries = new QueryClient();
  const shown: boolean[] = [];
  queries.setQueryData(["thread", "a"], { reading: { ...READING, following: false } });
  queries.getQueryCache().subscribe(() => {
    const page = queries.getQueryData<ThreadPage>(["thread", "a"]);
    if (page && shown.at(-1) !== page.reading.following) shown.push(page.reading.following);
  });
  const around = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useFollowing(), { wrapper: around });
  result.current("a", true);
  result.current("a", false);
  await waitFor(() => expect(letGo).toHaveLength(1));
  expect(heard).toEqual(["PUT"]);
  letGo[0]?.();
  await waitFor(() => expect(letGo).toHaveLength(2));
  expect(heard).toEqual(["PUT", "DELETE"]);
  letGo[1]?.();
  await waitFor(() => expect(queries.isFetching()).toBe(0));
  expect(shown).toEqual([true, false]);
});
