import { useEffect, useRef, useState, type SubmitEvent } from "react";

import { isApiError } from "./api-error";
import { describeError } from "./describe-error";
import { t } from "./i18n/translate";

export type Values = Record<string, string>;
export type Problems = Record<string, string | undefined>;

interface FormOptions<Answer> {
  send: (values: Values) => Promise<Answer>;
  onDone?: (answer: Answer, form: HTMLFormElement) => void;
  /** Problems found before asking the server, by field name. */
  check?: (values: Values) => Problems;
  /** A sentence of ours for a code of the server; undefined keeps the server's own. */
  explain?: (code: string) => string | undefined;
  /** Problems known before the first try. */
  initial?: Problems;
  /** Codes that are the fault of one field: { username_taken: "username" }. */
  blame?: Record<string, string>;
}

export interface FormState {
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
  busy: boolean;
  /** What is wrong with this field. */
  error: (name: string) => string | undefined;
  /** What is wrong with the whole. */
  problem: string | null;
}

/** A form of named inputs: checks, sends once at a time, and puts each refusal where it belongs. */
export function useForm<Answer>(options: FormOptions<Answer>): FormState {
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Problems>(options.initial ?? {});
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problems]);

  async function submit(element: HTMLFormElement): Promise<void> {
    const values = readValues(element);
    const found = { ...missing(element), ...options.check?.(values) };
    setProblem(null);
    setProblems(found);
    if (Object.values(found).some(Boolean)) return;
    setBusy(true);
    try {
      const answer = await options.send(values);
      options.onDone?.(answer, element);
    } catch (error) {
      const { fields, whole } = sort(error, element, options);
      setProblems(fields);
      setProblem(whole);
    } finally {
      setBusy(false);
    }
  }

  return {
    onSubmit: (event) => {
      event.preventDefault();
      form.current = event.currentTarget;
      if (!busy) void submit(event.currentTarget);
    },
    busy,
    error: (name) => problems[name],
    problem,
  };
}

function readValues(form: HTMLFormElement): Values {
  const values: Values = {};
  for (const [name, value] of new FormData(form).entries()) {
    if (typeof value === "string") values[name] = value;
  }
  return values;
}

/** Our own check instead of the browser's bubbles, which cannot be styled and vanish. */
function missing(form: HTMLFormElement): Problems {
  const found: Problems = {};
  for (const field of form.elements) {
    const input = field as HTMLInputElement;
    if (input.required && input.value.trim() === "") found[input.name] = t("form.required");
  }
  return found;
}

function sort<A>(
  error: unknown,
  form: HTMLFormElement,
  { blame, explain }: FormOptions<A>,
): { fields: Problems; whole: string | null } {
  if (!isApiError(error)) throw error;
  const sentence = explain?.(error.code) ?? describeError(error);
  const culprit = blame?.[error.code];
  if (culprit) return { fields: { [culprit]: sentence }, whole: null };
  const fields: Problems = {};
  const homeless: string[] = [];
  for (const [name, messages] of Object.entries(error.fields)) {
    if (form.elements.namedItem(name)) fields[name] = messages.join(" ");
    else homeless.push(...messages);
  }
  if (homeless.length > 0) return { fields, whole: homeless.join(" ") };
  return { fields, whole: Object.keys(fields).length > 0 ? null : sentence };
}
