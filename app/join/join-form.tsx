"use client";
/** The one button that accepts an invitation: opening the address alone decides nothing. */
import Link from "next/link";
import { useActionState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { changeAccount, type JoinState, join } from "./actions.ts";

const initialState: JoinState = {};

export function JoinForm({ token }: { token: string }) {
  const [state, accept, isBusy] = useActionState(join, initialState);
  return (
    <div className="flex flex-col gap-3">
      {state.failure ? <Refusal>{state.failure}</Refusal> : null}
      <form action={accept} className="flex flex-col">
        <input type="hidden" name="token" value={token} />
        <Button type="submit" variant="primary" size="lg" isBusy={isBusy}>
          Join the workspace
        </Button>
      </form>
      <div className="flex flex-wrap gap-2">
        <form action={changeAccount}>
          <input type="hidden" name="token" value={token} />
          <Button type="submit" variant="ghost">
            Use another account
          </Button>
        </form>
        <Link href="/" className={buttonStyles({ variant: "ghost" })}>
          Not now
        </Link>
      </div>
    </div>
  );
}
