import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { copyText } from "@/lib/copy-text";
import { t } from "@/lib/i18n/translate";

import { Button } from "./button";
import { Input } from "./input";
import { toast } from "./toast-store";

interface CopyFieldProps {
  label: string;
  value: string;
  /** For a link that replaces the button that made it, which held the focus. */
  takeFocus?: boolean;
}

/** A link to hand to somebody: shown whole, copied with one press. */
export function CopyField({ label, value, takeFocus = false }: CopyFieldProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takeFocus) button.current?.focus();
  }, [takeFocus]);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    const done = await copyText(value);
    setCopied(done);
    if (!done) toast(t("common.copyFailed"), { tone: "danger" });
  }

  const Icon = copied ? Check : Copy;
  return (
    <div data-slot="copy-field" className="flex gap-2">
      <Input
        readOnly
        aria-label={label}
        value={value}
        dir="ltr"
        onFocus={(event) => event.currentTarget.select()}
        className="font-mono text-small"
      />
      {/* The width of the longer word is kept, so that nothing moves. */}
      <Button ref={button} className="min-w-26" onClick={() => void copy()}>
        <Icon aria-hidden />
        <span aria-live="polite">{copied ? t("common.copied") : t("common.copy")}</span>
      </Button>
    </div>
  );
}
