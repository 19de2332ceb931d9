"use client";
/** Marks what a sample workspace began with: whatever is dated before it was opened is made up, and says so where it stands. */
import { FlaskConical } from "lucide-react";
import { createContext, useContext } from "react";

const OpenedAt = createContext<string | null>(null);

/** `value`: when the sample workspace was opened; null for any other. */
export const SamplePast = OpenedAt.Provider;

/** A small sign beside the time of something made up; nothing beside real work. */
export function SampleSign({ at }: { at: string | null | undefined }) {
  const openedAt = useContext(OpenedAt);
  if (openedAt === null || at === null || at === undefined || Date.parse(at) >= Date.parse(openedAt)) return null;
  return (
    <span title="Sample data: made up with the workspace" className="inline-flex shrink-0 text-faint">
      <FlaskConical aria-hidden className="size-3" />
      <span className="sr-only">Sample</span>
    </span>
  );
}
