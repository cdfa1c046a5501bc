/** What the forms of accounts share: fields with their errors, as the API names them. */
import { useQuery } from "@tanstack/react-query";
import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import { ApiError } from "../api/errors";
import { t } from "../messages/account/t";
import { sessionQueries } from "./queries";

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

/** A password that is to be set: as long as the service asks for. */
export function NewPassword({ label, error }: { label: string; error: unknown }) {
  const least = useQuery(sessionQueries.settings()).data?.password_min_length;
  return (
    <Field
      label={label}
      name="password"
      type="password"
      autoComplete="new-password"
      required
      minLength={least}
      hint={least === undefined ? "" : t("password_hint", { n: least })}
      error={error}
    />
  );
}

/** What is wrong with the whole form: what no field of it says. */
export function FormError({ error, fields }: { error: unknown; fields: readonly string[] }): ReactNode {
  if (!error) return null;
  if (error instanceof ApiError && error.fields.length > 0 && error.fields.every((one) => fields.includes(one.field))) return null;
  return (
    <p role="alert" className="wrong">
      {error instanceof ApiError ? withoutField(error.message, fields) : t("failed_unreachable_hint")}
    </p>
  );
}

/** "This is not …" for "password: This is not …": which field is meant shows on the form. */
function withoutField(message: string, fields: readonly string[]): string {
  const field = fields.find((name) => message.startsWith(`${name}: `));
  return field ? message.slice(field.length + 2) : message;
}

/** The fields of a submitted form, as texts. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}
