"use client";
/** The first visit: what the product is for, and the three steps that lead to a first delivered message. */
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { buttonStyles } from "#components/ui/button-styles.ts";
import { Card } from "#components/ui/card.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";
import { anyContactQuery } from "./overview-data.ts";
import { useRunSweep } from "./run-sweep.ts";

export function FirstSteps({ isSample }: { isSample: boolean }) {
  const contacts = useQuery(anyContactQuery);
  const run = useRunSweep();
  const hasContacts = (contacts.data?.data.length ?? 0) > 0;
  const steps = [
    {
      title: hasContacts && isSample ? "Meet the sample people" : "Bring in your contacts",
      text: isSample
        ? "480 made-up people and a made-up month of work are here already, so that you can try everything."
        : "A CSV file is enough. You map its columns, see a preview, and get a report of every row that was left out.",
      isDone: hasContacts,
      action: (
        <Link
          href={hasContacts ? "/contacts" : "/contacts/import"}
          className={buttonStyles({ size: "sm", variant: hasContacts ? "secondary" : "primary" })}
        >
          {hasContacts ? "See the contacts" : "Import contacts"}
        </Link>
      ),
    },
    {
      title: "Let the agents look",
      text: "The sweep starts every agent's daily work: they score, watch and draft. Nothing leaves by itself.",
      isDone: false,
      action: (
        <Button
          size="sm"
          variant={hasContacts ? "primary" : "secondary"}
          onClick={() => run.mutate()}
          isBusy={run.isPending}
        >
          Run sweep
        </Button>
      ),
    },
    {
      title: "Decide what goes out",
      text: "What an agent wants to send waits for you, exactly as it would be sent. You approve, change or refuse it.",
      isDone: false,
      action: (
        <Link href="/approvals" className={buttonStyles({ size: "sm" })}>
          Open the inbox
        </Link>
      ),
    },
  ];
  return (
    <Card aria-label="First steps" className="mb-5">
      <div className="border-b px-4 py-3.5">
        <h2 className="font-semibold text-base">Your agents do the work. You decide what leaves the house.</h2>
        <p className="mt-0.5 max-w-2xl text-muted text-sm">
          Each agent knows one job: it scores, watches, plans and drafts. You see every step live, and nothing reaches
          anybody without an approval, by you or by a rule that you set. Three steps to the first message:
        </p>
      </div>
      {run.isError ? (
        <p role="alert" className="mx-4 mt-3 rounded-md bg-danger-soft px-3 py-2 text-danger text-sm">
          {run.error.message}
        </p>
      ) : null}
      <ol className="grid md:grid-cols-3 md:divide-x md:divide-line max-md:divide-y max-md:divide-line">
        {steps.map((step, position) => (
          <li key={step.title} className="flex flex-col items-start gap-1.5 p-4">
            <span
              className={joinClasses(
                "mb-1 flex size-6 items-center justify-center rounded-full border font-medium text-xs",
                step.isDone ? "border-transparent bg-ok-soft text-ok" : "text-muted",
              )}
            >
              {step.isDone ? <Check aria-label="Done" className="size-3.5" /> : position + 1}
            </span>
            <h3 className="font-medium text-sm">{step.title}</h3>
            <p className="mb-1.5 flex-1 text-muted text-sm">{step.text}</p>
            {step.action}
          </li>
        ))}
      </ol>
    </Card>
  );
}
