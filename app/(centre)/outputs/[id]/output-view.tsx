"use client";
/** One output on a page of its own. */
import Link from "next/link";
import { OutputDetail } from "#components/outputs/output-detail.tsx";

export function OutputView({ id }: { id: string }) {
  return (
    <div className="max-w-4xl">
      <Link
        href="/outputs"
        className="-mx-1 mb-1 inline-flex items-center rounded-xs px-1 text-muted text-xs hover:text-text max-md:min-h-11"
      >
        Outputs
        <span aria-hidden className="ml-1.5 text-faint">
          /
        </span>
      </Link>
      <OutputDetail id={id} headingLevel={1} />
    </div>
  );
}
