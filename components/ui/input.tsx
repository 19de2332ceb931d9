"use client";
/** A one-line text field; inside a Field it takes its label, hint and error from there. */
import type { ComponentProps } from "react";
import { useFieldAttributes } from "./field-context.ts";
import { joinClasses } from "./join-classes.ts";

export type InputProps = ComponentProps<"input"> & { onValueChange?: (value: string) => void };

export function Input({ className, onValueChange, onChange, ...rest }: InputProps) {
  const attributes = useFieldAttributes(rest);
  return (
    <input
      {...rest}
      {...attributes}
      onChange={event => {
        onChange?.(event);
        onValueChange?.(event.target.value);
      }}
      className={joinClasses(
        "field-surface h-8 px-2.5 text-sm placeholder:text-faint max-md:h-11 max-md:text-[1rem]",
        className,
      )}
    />
  );
}
