import { useState } from "react";

import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast-store";
import type { CustomEmoji } from "@/contract/types";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { useForm } from "@/lib/use-form";

import { EmojiFileField } from "./emoji-file-field";
import { inBase64, nameFor, type Chosen } from "./emoji-file";

interface NewEmojiDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewEmojiDialog({ open, onOpenChange }: NewEmojiDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {/* Mounted anew each time: nothing of the last picture is left. */}
      {open ? (
        <DialogContent title={t("ownEmoji.add")}>
          <EmojiForm
            onAdded={({ name }) => {
              toast(t("ownEmoji.added", { name: `:${name}:` }));
              onOpenChange(false);
            }}
          />
        </DialogContent>
      ) : null}
    </Dialog>
  );
}

function EmojiForm({ onAdded }: { onAdded: (emoji: CustomEmoji) => void }) {
  const [picture, setPicture] = useState<Chosen | null>(null);
  const [name, setName] = useState("");
  const form = useForm<CustomEmoji>({
    // The list follows the community stream: it is told like everyone else.
    send: () => http.post("/api/emoji/", { name, picture: picture ? inBase64(picture) : "" }),
    onDone: onAdded,
    check: () => ({
      picture: picture ? picture.problem : t("ownEmoji.noPicture"),
      name: /^[a-z0-9_+-]{2,32}$/.test(name) ? undefined : t("ownEmoji.nameWrong"),
    }),
    blame: { emoji_name_taken: "name" },
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        <EmojiFileField
          picture={picture}
          error={picture?.problem ?? form.error("picture")}
          onChoose={(chosen) => {
            setPicture(chosen);
            if (name === "") setName(nameFor(chosen.file));
          }}
        />
        <Field label={t("ownEmoji.name")} hint={t("ownEmoji.nameHint")} error={form.error("name")}>
          {(control) => (
            <Input
              {...control}
              name="name"
              value={name}
              maxLength={32}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setName(event.target.value.toLowerCase().replaceAll(" ", "_"))}
            />
          )}
        </Field>
        {picture?.url ? <Preview url={picture.url} name={name} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t("ownEmoji.add")}
        </Button>
      </DialogFooter>
    </form>
  );
}

function Preview({ url, name }: { url: string; name: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-small font-medium">{t("ownEmoji.preview")}</p>
      <div className="flex items-center gap-4 rounded-card border border-line bg-surface px-4 py-3">
        <img src={url} alt="" className="size-12 object-contain" />
        <div className="min-w-0">
          <p className="text-message">
            {t("ownEmoji.previewText")}{" "}
            <img src={url} alt="" className="inline-block size-[1.25em] align-[-0.25em]" />
          </p>
          <p className="truncate text-meta text-muted">:{name || "…"}:</p>
        </div>
      </div>
    </div>
  );
}
