"use client";
/** Words of a summary; every number and name in them opens the rows that it was derived from. */
import dynamic from "next/dynamic";
import { useState } from "react";
import { Sheet } from "#components/ui/sheet.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { SweepSummary } from "./sweep-data.ts";

const ClaimEvidence = dynamic(() => import("./claim-evidence.tsx").then(module => module.ClaimEvidence), {
  ssr: false,
  loading: () => <Skeleton className="h-40" />,
});

type Part = SweepSummary["headline"][number];

export function SummaryParts({ parts }: { parts: readonly Part[] }) {
  return parts.map((part, index) =>
    part.claim_id === null ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a written summary never changes its order.
      <span key={index}>{part.text}</span>
    ) : (
      <ClaimButton key={part.claim_id} id={part.claim_id} text={part.text} />
    ),
  );
}

function ClaimButton({ id, text }: { id: string; text: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        title="Show where this comes from"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="rounded-xs font-medium tabular-nums underline decoration-1 decoration-accent/50 decoration-dotted underline-offset-3 hover:text-accent hover:decoration-accent max-md:py-1"
      >
        {text}
      </button>
      {isOpen ? (
        <Sheet
          open
          onOpenChange={setOpen}
          title={text}
          description="Where it comes from, and whether it still holds."
          width="md"
        >
          <ClaimEvidence id={id} />
        </Sheet>
      ) : null}
    </>
  );
}
