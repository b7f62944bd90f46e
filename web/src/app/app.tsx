import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";

import { AuthProvider } from "@/lib/auth-context";
import { makeQueryClient } from "@/lib/query-client";
import { RouterProvider } from "@/lib/router/router-provider";

import { makeRouter } from "./router";
import { Toasts } from "./shell/toasts";

/** Identity, cache, routes: everything the screens stand on. */
export function App() {
  const [queries] = useState(makeQueryClient);
  const [router] = useState(makeRouter);
  return (
    <QueryClientProvider client={queries}>
      <AuthProvider>
        <RouterProvider router={router} />
        <Toasts />
      </AuthProvider>
    </QueryClientProvider>
  );
}
