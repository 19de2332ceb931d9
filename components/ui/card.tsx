/** A framed group of related things with an optional heading row. */
import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section {...rest} className={joinClasses("min-w-0 rounded-lg border bg-surface shadow-card", className)} />;
}

export type CardHeaderProps = {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  headingLevel?: 2 | 3;
  className?: string;
};

export function CardHeader({ title, description, actions, headingLevel = 2, className }: CardHeaderProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <div className={joinClasses("flex min-h-11 items-center gap-3 border-b px-4 py-2", className)}>
      <div className="min-w-0 flex-1">
        <Heading className="truncate font-medium text-sm">{title}</Heading>
        {description ? <p className="text-muted text-xs">{description}</p> : null}
      </div>
      {actions ? <div className="flex shrink-0 items-center gap-1.5">{actions}</div> : null}
    </div>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={joinClasses("p-4", className)} />;
}

export function CardFooter({ className, ...rest }: ComponentProps<"div">) {
  return <div {...rest} className={joinClasses("flex items-center gap-2 border-t px-4 py-2.5", className)} />;
}

export type FigureProps = { label: ReactNode; value: ReactNode; hint?: ReactNode; className?: string };

/** One number with its name; wrap it in a link so that the number opens to its rows. */
export function Figure({ label, value, hint, className }: FigureProps) {
  return (
    <div className={joinClasses("flex min-w-0 flex-col gap-0.5", className)}>
      <span className="truncate text-muted text-xs">{label}</span>
      <span className="truncate font-medium text-xl tabular-nums tracking-tight">{value}</span>
      {hint ? <span className="truncate text-faint text-xs">{hint}</span> : null}
    </div>
  );
}

/** Several cards in one frame, told apart by lines alone: for a column of short facts that would be boxes beside boxes. */
export function CardStack({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      {...rest}
      className={joinClasses(
        "min-w-0 rounded-lg border bg-surface shadow-card [&>section]:rounded-none [&>section]:border-x-0 [&>section]:border-b-0 [&>section]:shadow-none [&>section:first-child]:rounded-t-lg [&>section:first-child]:border-t-0 [&>section:last-child]:rounded-b-lg [&>section>div:first-child]:border-b-0 [&>section>div:first-child]:pb-0 [&>section>div:first-child+div]:pt-2",
        className,
      )}
    />
  );
}
