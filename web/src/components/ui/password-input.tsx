import { Eye, EyeOff } from "lucide-react";
import { useState, type ComponentProps } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";

import { Input } from "./input";

/** A password field that can show what was typed. */
export function PasswordInput({ className, ...props }: Omit<ComponentProps<"input">, "type">) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div data-slot="password-input" className="relative">
      <Input
        {...props}
        type={shown ? "text" : "password"}
        dir="ltr"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className={cn("pe-10 max-md:pe-touch", className)}
      />
      <button
        type="button"
        aria-label={t("common.showPassword")}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-0 flex w-9 items-center justify-center rounded-control text-muted hover:text-text max-md:w-touch"
      >
        <Icon aria-hidden className="icon" />
      </button>
    </div>
  );
}
