import { AlertDialog as AlertDialogPrimitive } from "radix-ui";
import { useState, type ReactNode } from "react";

import { t } from "@/lib/i18n/translate";

import { Button } from "./button";
import { dialogClasses, scrimClasses } from "./dialog";
import { Field, FieldError } from "./field";
import { Input } from "./input";
import { useFocusBack } from "./use-focus-back";

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  body: ReactNode;
  /** The verb of the deed: "Delete room". */
  action: string;
  /** The person must type this first; for what cannot be undone. */
  typed?: string;
  danger?: boolean;
  busy?: boolean;
  error?: string | undefined;
  /** The dialog stays open; the caller closes it when the deed is done. */
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. Focus starts on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <AlertDialogPrimitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialogPrimitive.Portal>
        <AlertDialogPrimitive.Overlay className={scrimClasses} />
        <AlertDialogPrimitive.Content
          data-slot="confirm-dialog"
          className={dialogClasses}
          {...useFocusBack({})}
        >
          <ConfirmForm {...props} />
        </AlertDialogPrimitive.Content>
      </AlertDialogPrimitive.Portal>
    </AlertDialogPrimitive.Root>
  );
}

function ConfirmForm(props: ConfirmDialogProps) {
  const { title, body, action, typed, danger = true, busy = false, error, onConfirm } = props;
  const [text, setText] = useState("");
  const ready = typed === undefined || text.trim() === typed;
  return (
    <form
      className="flex flex-col gap-4 p-5"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) onConfirm();
      }}
    >
      <div>
        <AlertDialogPrimitive.Title className="text-title font-semibold">
          {title}
        </AlertDialogPrimitive.Title>
        <AlertDialogPrimitive.Description asChild>
          <div className="mt-1 text-body text-muted">{body}</div>
        </AlertDialogPrimitive.Description>
      </div>
      {typed === undefined ? null : (
        <Field label={t("common.typeToConfirm", { name: typed })}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      )}
      {error ? (
        <div role="alert">
          <FieldError>{error}</FieldError>
        </div>
      ) : null}
      <div className="flex justify-end gap-2 max-md:flex-col-reverse">
        <AlertDialogPrimitive.Cancel asChild>
          <Button>{t("common.cancel")}</Button>
        </AlertDialogPrimitive.Cancel>
        <Button type="submit" variant={danger ? "danger" : "primary"} busy={busy} disabled={!ready}>
          {action}
        </Button>
      </div>
    </form>
  );
}
