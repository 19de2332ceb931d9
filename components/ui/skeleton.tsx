/** A placeholder in the shape of what comes; appears only after 200 ms so that fast pages never flicker. */
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export function Skeleton({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div className="animate-appear">
      <div {...rest} aria-hidden className={joinClasses("h-4 animate-pulse-soft rounded-sm bg-idle-soft", className)} />
    </div>
  );
}

/** Rows as a list or table would have them. */
export function SkeletonRows({ count = 8, label = "Loading" }: { count?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="divide-y divide-line">
      {Array.from({ length: count }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholder rows have no identity
        <div key={row} className="flex h-9 items-center gap-3 px-3 max-md:h-11">
          <Skeleton className="size-4" />
          <div className="flex-1">
            <Skeleton className={row % 3 === 0 ? "w-3/5" : row % 3 === 1 ? "w-2/5" : "w-1/2"} />
          </div>
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}
