import { useState } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { t } from "@/lib/i18n/translate";
import type { Values } from "@/lib/use-form";
import { suggestUsername } from "@/lib/username";

interface AccountFieldsProps {
  error: (name: string) => string | undefined;
  initial?: Values;
}

/** Name, username, e-mail and password of a new account. The username follows the name until edited. */
export function AccountFields({ error, initial = {} }: AccountFieldsProps) {
  const [username, setUsername] = useState(initial.username ?? "");
  const [own, setOwn] = useState(Boolean(initial.username));
  return (
    <>
      <Field label={t("auth.name")} hint={t("auth.nameHint")} error={error("name")}>
        {(control) => (
          <Input
            {...control}
            name="name"
            required
            maxLength={80}
            autoComplete="name"
            defaultValue={initial.name}
            onChange={(event) => {
              if (!own) setUsername(suggestUsername(event.target.value));
            }}
          />
        )}
      </Field>
      <Field label={t("auth.username")} hint={t("auth.usernameHint")} error={error("username")}>
        {(control) => (
          <Input
            {...control}
            name="username"
            required
            maxLength={32}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={username}
            onChange={(event) => {
              setOwn(event.target.value !== "");
              setUsername(event.target.value);
            }}
          />
        )}
      </Field>
      <Field label={t("auth.email")} hint={t("auth.emailHint")} error={error("email")}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            required
            dir="ltr"
            autoComplete="email"
            autoCapitalize="none"
            defaultValue={initial.email}
          />
        )}
      </Field>
      <Field label={t("auth.password")} hint={t("auth.passwordHint")} error={error("password")}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            required
            autoComplete="new-password"
            defaultValue={initial.password}
          />
        )}
      </Field>
    </>
  );
}
