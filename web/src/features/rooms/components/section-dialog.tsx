import { useState, type SyntheticEvent } from "react";

import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { t } from "@/lib/i18n/translate";

interface SectionDialogProps {
  open: boolean;
  title: string;
  /** The present name when it is to be changed. */
  name?: string;
  taken: readonly string[];
  onClose: () => void;
  onDone: (name: string) => void;
}

/** Asks what a section of the sidebar is called. */
export function SectionDialog({ open, onClose, ...form }: SectionDialogProps) {
  return (
    <Dialog open={open} onOpenChange={(next) => next || onClose()}>
      <DialogContent title={form.title}>
        <DialogBody>
          <SectionForm {...form} onClose={onClose} />
        </DialogBody>
      </DialogContent>
    </Dialog>
  );
}

function SectionForm({ name = "", taken, onClose, onDone }: Omit<SectionDialogProps, "open">) {
  const [error, setError] = useState<string>();
  function onSubmit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget).get("name");
    const next = typeof wanted === "string" ? wanted.replace(/\s+/g, " ").trim() : "";
    if (next === "") setError(t("sidebar.sectionNameNeeded"));
    else if (next !== name && taken.includes(next)) setError(t("sidebar.sectionTaken"));
    else {
      if (next !== name) onDone(next);
      onClose();
    }
  }
  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
      <Field label={t("sidebar.sectionName")} error={error}>
        {(control) => (
          <Input {...control} name="name" required maxLength={40} defaultValue={name} />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" variant="primary">
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
