"use client";
/** Asks for the address whose password is to be chosen anew; works before its script has loaded. */
import { CircleAlert, MailCheck } from "lucide-react";
import Link from "next/link";
import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type ForgotState, requestNewPassword } from "./actions.ts";

const initialState: ForgotState = { email: "" };

export function ForgotForm() {
  const [state, submit, isBusy] = useActionState(requestNewPassword, initialState);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl tracking-tight">Choose a new password</h1>
      {state.formError ? (
        <p role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {state.formError}
        </p>
      ) : null}
      {state.notice ? (
        <p role="status" className="flex items-start gap-2 rounded-md bg-info-soft px-3 py-2 text-info text-sm">
          <MailCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 break-words">{state.notice}</span>
        </p>
      ) : null}
      <Field label="Email" name="email" error={state.fieldError}>
        <Input
          key={state.email}
          type="email"
          autoComplete="username"
          inputMode="email"
          defaultValue={state.email}
          className="h-10"
          required
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isBusy}>
        Send a link
      </Button>
      <p className="text-muted text-sm">
        <Link
          href="/sign-in"
          className="inline-flex items-center font-medium text-accent underline underline-offset-2 max-md:min-h-11"
        >
          Back to signing in
        </Link>
      </p>
    </form>
  );
}
