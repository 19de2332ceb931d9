"use client";
/** The one form for signing in and signing up; works before its script has loaded. */
import { CircleAlert, MailCheck } from "lucide-react";
import Link from "next/link";
import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type CredentialsState, signIn, signUp } from "./actions.ts";

const words = {
  "sign-in": {
    title: "Sign in",
    button: "Sign in",
    question: "New here?",
    other: "Create an account",
    href: "/sign-up",
  },
  "sign-up": {
    title: "Create your account",
    button: "Create account",
    question: "Already have an account?",
    other: "Sign in",
    href: "/sign-in",
  },
};

const initialState: CredentialsState = { email: "", fieldErrors: {} };
const deadLink = "This link was used already, has expired, or was opened in another browser. Ask for a new one.";

type Props = { mode: "sign-in" | "sign-up"; nextPath: string; hasDeadLink?: boolean };

export function CredentialsForm({ mode, nextPath, hasDeadLink = false }: Props) {
  const [state, submit, isBusy] = useActionState(mode === "sign-in" ? signIn : signUp, initialState);
  const { title, button, question, other, href } = words[mode];
  const query = nextPath === "/" ? "" : `?next=${encodeURIComponent(nextPath)}`;
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      {state.formError || hasDeadLink ? (
        <p role="alert" className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {state.formError ?? deadLink}
        </p>
      ) : null}
      {state.notice ? (
        <p role="status" className="flex items-start gap-2 rounded-md bg-info-soft px-3 py-2 text-info text-sm">
          <MailCheck aria-hidden className="mt-0.5 size-4 shrink-0" />
          {state.notice}
        </p>
      ) : null}
      <input type="hidden" name="next" value={nextPath} />
      <Field label="Email" name="email" error={state.fieldErrors.email}>
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
      <Field
        label="Password"
        name="password"
        hint={mode === "sign-up" ? "At least 10 characters." : undefined}
        error={state.fieldErrors.password}
      >
        <Input
          type="password"
          autoComplete={mode === "sign-in" ? "current-password" : "new-password"}
          className="h-10"
          required
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={isBusy}>
        {button}
      </Button>
      <p className="text-muted text-sm">
        {question}{" "}
        <Link
          href={`${href}${query}`}
          className="inline-flex items-center font-medium text-accent underline underline-offset-2 max-md:min-h-11"
        >
          {other}
        </Link>
      </p>
      {mode === "sign-in" ? (
        <Link
          href="/forgot-password"
          className="inline-flex items-center self-start text-muted text-sm underline underline-offset-2 max-md:min-h-11"
        >
          Forgot your password?
        </Link>
      ) : null}
    </form>
  );
}
