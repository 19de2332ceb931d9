/** The product's sign: a ring with one quarter marked, as on a ship's compass. */
import { joinClasses } from "#components/ui/join-classes.ts";

export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={joinClasses("size-6 shrink-0", className)}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <circle cx="16" cy="16" r="8.25" fill="none" strokeWidth="2.5" className="stroke-on-accent" />
      <path d="M16 16 L16 7.75 A8.25 8.25 0 0 1 24.25 16 Z" className="fill-on-accent" />
      <path d="M19.5 19.5 L25 25" strokeWidth="2.5" strokeLinecap="round" className="stroke-on-accent" />
    </svg>
  );
}
