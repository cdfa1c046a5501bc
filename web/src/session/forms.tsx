/** What the forms of accounts share: fields with their errors, as the API names them. */
import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import { ApiError } from "../api/errors";
import { t } from "../messages/t";

interface FieldProps extends ComponentProps<"input"> {
  label: string;
  name: string;
  error?: unknown;
  hint?: string;
}

/** An input with its label, a hint, and what the API says is wrong with it. */
export function Field({ label, name, error, hint, ...rest }: FieldProps) {
  const id = useId();
  const wrong = error instanceof ApiError ? error.of(name) : undefined;
  const described = [wrong && `${id}-wrong`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} aria-invalid={wrong ? true : undefined} aria-describedby={described || undefined} {...rest} />
      {hint && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
      {wrong && (
        <small id={`${id}-wrong`} className="wrong">
          {wrong}
        </small>
      )}
    </div>
  );
}

/** What is wrong with the whole form: what no field of it says. */
export function FormError({ error, fields }: { error: unknown; fields: readonly string[] }): ReactNode {
  if (!error) return null;
  if (error instanceof ApiError && error.fields.length > 0 && error.fields.every((one) => fields.includes(one.field))) return null;
  return (
    <p role="alert" className="wrong">
      {error instanceof ApiError ? error.message : t("failed_unreachable_hint")}
    </p>
  );
}

/** The fields of a submitted form, as texts. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}
