"use client";
/** Takes the new password; works before its script has loaded. */
import { CircleAlert } from "lucide-react";
import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type NewPasswordState, setPassword } from "./actions.ts";

const initialState: NewPasswordState = {};

export function NewPasswordForm({ email, minLength }: { email: string; minLength: number }) {
  const [state, submit, isBusy] = useActionState(setPassword, initialState);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl tracking-tight">Choose a new password</h1>
      <p className="text-muted text-sm">
        For <span className="font-medium text-text">{email}</span>. Everywhere else you are signed out.
      </p>
      {state.formError ? (
        <p role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {state.formError}
        </p>
      ) : null}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label="New password" name="password" error={state.fieldError} hint={`At least ${minLength} characters.`}>
        <Input type="password" autoComplete="new-password" className="h-10" required />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isBusy}>
        Save the password
      </Button>
    </form>
  );
}
