import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast-store";
import { copyText } from "@/lib/copy-text";
import { t } from "@/lib/i18n/translate";

import { useHighlighted } from "./use-highlighted";

/** Lines of code: always left to right, scrolled inside itself, copied with one press. */
export function CodeBlock({ text, lang }: { text: string; lang: string }) {
  const shown = useHighlighted(text, lang);
  const label = lang ? t("formatted.codeIn", { language: lang }) : t("formatted.code");
  return (
    <div
      dir="ltr"
      data-slot="code-block"
      className="overflow-hidden rounded-control border border-line bg-bg text-body"
    >
      <div className="flex h-8 items-center justify-between ps-3 pe-1 text-meta text-muted">
        <span>{lang}</span>
        <CopyCode text={text} />
      </div>
      <pre
        role="region"
        aria-label={label}
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="max-h-112 overflow-auto px-3 pb-2.5 font-mono text-small wrap-normal outline-offset-[-2px] [font-variant-ligatures:none]"
      >
        <code>{shown}</code>
      </pre>
    </div>
  );
}

function CopyCode({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    const done = await copyText(text);
    setCopied(done);
    if (!done) toast(t("common.copyFailed"), { tone: "danger" });
  }

  const Icon = copied ? Check : Copy;
  return (
    <IconButton
      label={copied ? t("common.copied") : t("formatted.copyCode")}
      size="iconSmall"
      onClick={() => void copy()}
    >
      <Icon aria-hidden />
    </IconButton>
  );
}
