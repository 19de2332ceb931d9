"use client";
/** What every number means and when a row counts: read by whoever doubts a number, and no earlier. */
import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/sheet.tsx";
import { measures } from "./measures.ts";

export function HowCounted() {
  return (
    <Sheet
      title="How this is counted"
      description="Every number is counted from rows that you can open. Nothing is estimated that could be counted."
      width="lg"
      trigger={
        <Button size="sm" variant="ghost">
          <CircleHelp aria-hidden />
          How this is counted
        </Button>
      }
    >
      <div className="flex flex-col gap-6 text-sm">
        <Part title="Days">
          Days are UTC, as for budgets, so that they are the same for everybody and never move. Each row counts on the
          day it happened. Past days are counted once they have ended and again when one of their rows changes; today is
          counted as you look. Dry runs count nowhere, not even with what they cost.
        </Part>
        <Part title="Rates">
          <strong className="font-medium">Success</strong> is succeeded of succeeded and failed.{" "}
          <strong className="font-medium">Approved</strong> is what people approved or did by hand, of what they
          approved, did or rejected: expired ones and those approved by policy are nobody’s decision.{" "}
          <strong className="font-medium">Edited</strong> is approved after an edit, of what people approved.{" "}
          <strong className="font-medium">Answered</strong> is of deliveries to contacts whose 14 days have passed; the
          others are named as still open and count in no rate.
        </Part>
        <Part title="What a rate likely is">
          The stretch beside a rate holds the true rate in about 95 of 100 cases (Wilson’s interval, 1927). Below ten,
          counts are shown instead of a rate. A change is called one only where its own interval (Newcombe, 1998) leaves
          zero out.
        </Part>
        <Part title="Time and cost">
          Times to decision run from the proposal to a person’s decision; medians are exact to one percent. A cost per
          outcome is what models cost in these days divided by the outcomes in them, with Fieller’s interval (1954) over
          the days. Costs and tasks belong to no kind of effect: with such a filter they show nothing.
        </Part>
        <section aria-label="Numbers">
          <h3 className="mb-2 font-medium">Numbers</h3>
          <dl className="flex flex-col gap-2.5">
            {Object.entries(measures).map(([name, measure]) => (
              <div key={name}>
                <dt className="font-medium">{measure.title}</dt>
                <dd className="text-muted">{measure.rule}</dd>
              </div>
            ))}
          </dl>
        </section>
        <Part title="Columns of the export">
          The numbers above by their names in small letters, one row per day or agent. Rates come as part, whole, rate,
          low and high (0 to 1); times in seconds; costs in millionths of a US dollar. A text that begins like a formula
          gets an apostrophe before it.
        </Part>
      </div>
    </Sheet>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-medium">{title}</h3>
      <p className="text-muted">{children}</p>
    </section>
  );
}
