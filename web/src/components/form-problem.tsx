import { CircleAlert } from "lucide-react";

import { Banner } from "@/components/ui/banner";

/** What is wrong with a whole form, said at once to assistive technology. */
export function FormProblem({ children }: { children: string | null }) {
  if (!children) return null;
  return (
    <Banner icon={CircleAlert} tone="danger" shape="card" role="alert">
      {children}
    </Banner>
  );
}
