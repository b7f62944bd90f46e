import { QueryClient } from "@tanstack/react-query";

import { isTransient } from "./api-error";

/**
 * networkMode "always": the browser's idea of being online is about the internet, and a chat server
 * in the local network works without one.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 15_000,
        retry: (failures, error) => failures < 3 && isTransient(error),
        retryDelay: (failures) => Math.min(8_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2),
      },
      mutations: { networkMode: "always" },
    },
  });
}
