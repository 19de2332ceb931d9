"use client";
/** A text field of several lines that grows with what is written in it; takes label, hint and error from its Field. */
import type { ComponentProps } from "react";
import { useFieldAttributes } from "./field-context.ts";
import { joinClasses } from "./join-classes.ts";

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  const attributes = useFieldAttributes(rest);
  return (
    <textarea
      rows={rows}
      {...rest}
      {...attributes}
      className={joinClasses(
        "field-surface field-sizing-content scroll-slim max-h-[28rem] min-h-16 resize-y px-2.5 py-1.5 text-sm leading-relaxed placeholder:text-faint max-md:text-[1rem]",
        className,
      )}
    />
  );
}
