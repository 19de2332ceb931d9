"use client";
/** Structured data as a tree whose branches open and close; shows every value, cuts none. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "./copy-button.tsx";
import { joinClasses } from "./join-classes.ts";
import { ScrollRegion } from "./scroll-region.tsx";

export type JsonViewProps = {
  value: unknown;
  label: string;
  /** Branches down to this depth start open. */
  openDepth?: number;
  className?: string;
};

export function JsonView({ value, label, openDepth = 2, className }: JsonViewProps) {
  return (
    <div className={joinClasses("relative min-w-0 rounded-md border bg-sunken", className)}>
      <CopyButton
        value={JSON.stringify(value, null, 2) ?? "undefined"}
        label={`Copy ${label.toLowerCase()}`}
        className="absolute top-1 right-1"
      />
      <ScrollRegion label={label} className="max-h-96 rounded-md py-2.5 pr-10 pl-3 font-mono text-xs leading-5">
        <Branch value={value} depth={0} openDepth={openDepth} />
      </ScrollRegion>
    </div>
  );
}

type BranchProps = { value: unknown; name?: string; depth: number; openDepth: number };

function Branch({ value, name, depth, openDepth }: BranchProps) {
  const [isOpen, setIsOpen] = useState(depth < openDepth);
  const entries = readEntries(value);
  const label = name === undefined ? null : <span className="whitespace-pre text-muted">{`${name}: `}</span>;
  if (entries === null || entries.length === 0) {
    return (
      <div className="whitespace-pre-wrap break-words pl-4">
        {label}
        <Leaf value={value} />
      </div>
    );
  }
  const summary = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex items-center rounded-xs text-left hover:bg-hover max-md:min-h-11 max-md:min-w-11"
      >
        <ChevronRight
          aria-hidden
          className={joinClasses("mr-0.5 size-3.5 shrink-0 text-faint transition-transform", isOpen && "rotate-90")}
        />
        {label}
        <span className="text-faint">{summary}</span>
      </button>
      {isOpen ? (
        <div className="ml-1.5 border-l pl-2">
          {entries.map(([key, child]) => (
            <Branch key={key} name={key} value={child} depth={depth + 1} openDepth={openDepth} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

function readEntries(value: unknown): [string, unknown][] | null {
  return typeof value === "object" && value !== null ? Object.entries(value) : null;
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <span className="text-ok">"{value}"</span>;
  if (typeof value === "number") return <span className="text-info">{String(value)}</span>;
  if (typeof value === "boolean") return <span className="text-waiting">{String(value)}</span>;
  return <span className="text-faint">{JSON.stringify(value) ?? "undefined"}</span>;
}
