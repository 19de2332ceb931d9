"use client";
/** The two ways to begin: a sample with one click, or an empty workspace with a name. Works before its script has loaded. */
import { FlaskConical, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useActionState } from "react";
import { Refusal } from "#components/agents/refusal.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type OpeningState, openEmpty, openSample } from "./actions.ts";

const initialState: OpeningState = { name: "" };

export function Choices() {
  const [sample, createSample, isSampleBusy] = useActionState(openSample, initialState);
  const [empty, createEmpty, isEmptyBusy] = useActionState(openEmpty, initialState);
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Choice
        title="Look around with sample data"
        icon={<FlaskConical aria-hidden className="size-5" />}
        badge={<Badge tone="warn">Fictional</Badge>}
        text="480 made-up people, 1,500 made-up posts and a made-up month of work by the agents. Everything works, nobody real is written to. It takes a second."
      >
        <form action={createSample} className="mt-auto flex flex-col gap-3">
          {sample.failure ? <Refusal>{sample.failure}</Refusal> : null}
          <Button type="submit" variant="primary" size="lg" isBusy={isSampleBusy} disabled={isEmptyBusy}>
            {isSampleBusy ? "Filling it" : "Open a sample workspace"}
          </Button>
        </form>
      </Choice>
      <Choice
        title="Start with your own data"
        icon={<Upload aria-hidden className="size-5" />}
        text="An empty workspace for your company or team. The next page imports your contacts from a CSV file."
      >
        <form action={createEmpty} noValidate className="mt-auto flex flex-col gap-3">
          <Field
            label="Name of the workspace"
            name="name"
            error={empty.nameError}
            hint="What people call your company or team."
          >
            <Input
              key={empty.name}
              defaultValue={empty.name}
              maxLength={120}
              autoComplete="organization"
              className="h-10"
            />
          </Field>
          {empty.failure ? <Refusal>{empty.failure}</Refusal> : null}
          <Button type="submit" size="lg" isBusy={isEmptyBusy} disabled={isSampleBusy}>
            Start empty
          </Button>
        </form>
      </Choice>
    </div>
  );
}

type ChoiceProps = { title: string; icon: ReactNode; badge?: ReactNode; text: string; children: ReactNode };

function Choice({ title, icon, badge, text, children }: ChoiceProps) {
  return (
    <Card className="flex flex-col gap-3 p-5">
      <div className="flex items-center justify-between">
        <span className="flex size-9 items-center justify-center rounded-lg border bg-sunken text-muted">{icon}</span>
        {badge}
      </div>
      <h2 className="font-medium text-base">{title}</h2>
      <p className="text-muted text-sm">{text}</p>
      {children}
    </Card>
  );
}
