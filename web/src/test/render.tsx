import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";

import { Toasts } from "@/app/shell/toasts";
import { AuthProvider } from "@/lib/auth-context";
import type { RouteObject } from "@/lib/router/router";
import { RouterProvider } from "@/lib/router/router-provider";
import { writeSession } from "@/lib/session";

import { signedIn } from "./api";
import { memoryRouter } from "./router";

interface RenderOptions {
  /** The route under test; other addresses show "Elsewhere: <address>". */
  path: string;
  at?: string;
  /** With alice's session already in this browser. */
  asAlice?: boolean;
}

/** A screen with everything that the app puts around it, on real providers and a memory router. */
export function renderScreen(screen: ReactNode, { path, at = path, asAlice }: RenderOptions) {
  if (asAlice) writeSession(signedIn("alice-token"));
  return renderRoutes(
    [
      { path, element: screen },
      { path: "*", element: <p>Elsewhere</p> },
    ],
    at,
  );
}

export function renderRoutes(routes: RouteObject[], at: string) {
  const router = memoryRouter(routes, at);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <AuthProvider>
        <RouterProvider router={router} />
        <Toasts />
      </AuthProvider>
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), router, queries };
}
