import { ImagePlus } from "lucide-react";
import { useRef } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { t } from "@/lib/i18n/translate";

import { ACCEPTED, readFile, type Chosen } from "./emoji-file";

interface EmojiFileFieldProps {
  picture: Chosen | null;
  error: string | undefined;
  onChoose: (picture: Chosen) => void;
}

/** Chooses the picture. The browser's own file field is hidden: it cannot be styled, its button can. */
export function EmojiFileField({ picture, error, onChoose }: EmojiFileFieldProps) {
  const choose = picture ? t("ownEmoji.chooseOther") : t("ownEmoji.choose");
  const input = useRef<HTMLInputElement>(null);
  return (
    <Field label={t("ownEmoji.picture")} hint={t("ownEmoji.pictureHint")} error={error}>
      {(control) => (
        <div className="flex min-w-0 items-center gap-3">
          <input
            ref={input}
            type="file"
            name="picture"
            aria-hidden
            accept={ACCEPTED}
            tabIndex={-1}
            className="sr-only"
            onChange={({ target }) => {
              const chosen = target.files?.[0];
              if (chosen) void readFile(chosen).then(onChoose);
            }}
          />
          <Button {...control} aria-label={choose} onClick={() => input.current?.click()}>
            <ImagePlus aria-hidden />
            {choose}
          </Button>
          {picture ? (
            <bdi className="truncate text-small text-muted">{picture.file.name}</bdi>
          ) : null}
        </div>
      )}
    </Field>
  );
}
