/** A part of a page under an address of its own: its heading leads to itself. */
import type { ReactNode } from "react";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { joinClasses } from "#components/ui/join-classes.ts";

export type SectionProps = {
  id: string;
  title: string;
  count?: number;
  /** Said in place of what is inside when there is nothing. */
  empty?: string;
  className?: string;
  children?: ReactNode;
};

export function Section({ id, title, count, empty, className, children }: SectionProps) {
  return (
    <Card id={id} aria-label={title} className={joinClasses("scroll-mt-4 target:border-accent", className)}>
      <CardHeader
        title={
          <a href={`#${id}`} className="group inline-flex items-center gap-1.5 hover:underline max-md:min-h-11">
            {title}
            {count ? <span className="font-normal text-muted tabular-nums">{count.toLocaleString("en")}</span> : null}
          </a>
        }
      />
      {empty === undefined ? children : <p className="px-4 py-3 text-muted text-sm">{empty}</p>}
    </Card>
  );
}
