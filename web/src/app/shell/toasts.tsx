import { Suspense, useEffect, useState } from "react";

import { clearToasts, useToasts } from "@/components/ui/toast-store";
import { lazyPart } from "@/lib/lazy-part";

const Toaster = lazyPart(async () => (await import("@/components/ui/toaster")).Toaster);

/** Fetches what draws the toasts when the first one is made, and keeps it. */
export function Toasts() {
  const some = useToasts().length > 0;
  const [wanted, setWanted] = useState(false);
  if (some && !wanted) setWanted(true);
  useEffect(() => clearToasts, []);
  return <Suspense>{wanted ? <Toaster /> : null}</Suspense>;
}
