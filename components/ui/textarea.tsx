"use client";
/** A text field of several lines that grows with what is written in it. */
import { Field } from "@base-ui/react/field";
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  return (
    <Field.Control
      render={<textarea rows={rows} {...rest} />}
      className={joinClasses(
        "field-surface field-sizing-content scroll-slim max-h-[28rem] min-h-16 resize-y px-2.5 py-1.5 text-sm leading-relaxed placeholder:text-faint max-md:text-[1rem]",
        className,
      )}
    />
  );
}
