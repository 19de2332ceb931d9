"use client";
/** Changes the password, by somebody who knows the one there is. */
import { useActionState, useEffect } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardFooter, CardHeader } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import { showSuccess } from "#components/ui/toast.ts";
import { SettingsRow } from "./settings-row.tsx";

export type PasswordState = { current?: string; next?: string; whole?: string; doneAt?: number };
export type PasswordCardProps = {
  email: string;
  minLength: number;
  onChange: (before: PasswordState, form: FormData) => Promise<PasswordState>;
};

export function PasswordCard({ email, minLength, onChange }: PasswordCardProps) {
  const [state, submit, isBusy] = useActionState(onChange, {});
  useEffect(() => {
    if (state.doneAt !== undefined) {
      showSuccess("The password is changed", { description: "Everywhere else you are signed out." });
    }
  }, [state.doneAt]);
  return (
    <Card aria-label="Password">
      <CardHeader title="Password" />
      {/* A form that was accepted starts anew, empty. */}
      <form key={state.doneAt} action={submit} noValidate className="divide-y divide-line">
        {state.whole ? (
          <div className="px-4 py-3">
            <Refusal>{state.whole}</Refusal>
          </div>
        ) : null}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <SettingsRow label="Current password" error={state.current}>
          <Input type="password" name="current" autoComplete="current-password" className="w-64! max-md:w-full!" />
        </SettingsRow>
        <SettingsRow
          label="New password"
          hint={`At least ${minLength} characters. Changing it signs you out everywhere else.`}
          error={state.next}
        >
          <Input type="password" name="next" autoComplete="new-password" className="w-64! max-md:w-full!" />
        </SettingsRow>
        <CardFooter className="justify-end border-t-0">
          <Button type="submit" isBusy={isBusy}>
            Change password
          </Button>
        </CardFooter>
      </form>
    </Card>
  );
}
