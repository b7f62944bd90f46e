import { Paperclip } from "lucide-react";
import { useRef } from "react";

import { IconButton } from "@/components/ui/icon-button";
import { t } from "@/lib/i18n/translate";

import type { Given } from "./use-adding";

/** Chooses files; on a phone the system offers its camera and gallery. */
export function AttachButton({ onFiles }: { onFiles: (given: Given) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label={t("upload.attach")}
        className="my-1 ms-1 max-md:m-0"
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="file-input"
        onChange={(event) => {
          onFiles({ files: [...(event.target.files ?? [])] });
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
    </>
  );
}
