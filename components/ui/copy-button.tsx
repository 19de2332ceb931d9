"use client";
/** Copies one value and says whether it worked. */
import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";

const feedbackMs = 1500;

export type CopyButtonProps = { value: string; label?: string; className?: string };

export function CopyButton({ value, label = "Copy", className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<"none" | "copied" | "failed">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), feedbackMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    // The clipboard is missing on plain-http addresses and may be refused: both must be seen, not swallowed.
    const written = navigator.clipboard?.writeText(value) ?? Promise.reject(new Error("no clipboard"));
    setOutcome(
      await written.then(
        () => "copied" as const,
        () => "failed" as const,
      ),
    );
  }

  const Icon = outcome === "copied" ? Check : outcome === "failed" ? X : Copy;
  const words = outcome === "copied" ? "Copied" : outcome === "failed" ? "Could not copy" : label;
  return (
    <Button variant="ghost" size="icon-sm" onClick={copy} aria-label={words} title={words} className={className}>
      <Icon aria-hidden className={outcome === "failed" ? "text-danger" : undefined} />
    </Button>
  );
}
