"use client";
/** A one-line text field; inside a Field it takes its label, hint and error from there. */
import { Input as BaseInput } from "@base-ui/react/input";
import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes.ts";

export type InputProps = Omit<ComponentProps<typeof BaseInput>, "className"> & { className?: string };

export function Input({ className, ...rest }: InputProps) {
  return (
    <BaseInput
      {...rest}
      className={joinClasses(
        "field-surface h-8 px-2.5 text-sm placeholder:text-faint max-md:h-11 max-md:text-[1rem]",
        className,
      )}
    />
  );
}
