import { useAuth } from "@/lib/auth-context";
import { useLocation } from "@/lib/router/hooks";
import { Navigate } from "@/lib/router/link";
import { Outlet } from "@/lib/router/outlet";

/** Sends the signed-out to the door, and remembers where they wanted to go. */
export function RequireAuth() {
  const { userId } = useAuth();
  const { pathname, search } = useLocation();
  if (userId) return <Outlet key={userId} />;
  const wanted = pathname === "/" ? null : { from: pathname + search };
  return <Navigate to="/sign-in" state={wanted} replace />;
}
