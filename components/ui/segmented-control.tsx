"use client";
/** A choice of one from a few that are all visible; for more than five take a Select. */
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

export type SegmentedControlProps<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: ReactNode; icon?: ReactNode; isDisabled?: boolean }[];
  value: Value;
  onValueChange: (value: Value) => void;
  name?: string;
  className?: string;
};

export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const { label, options, value, onValueChange, name, className } = props;
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={next => onValueChange(next)}
      name={name}
      className={joinClasses(
        "inline-flex w-fit max-w-full items-center gap-0.5 rounded-md bg-idle-soft p-0.5",
        className,
      )}
    >
      {options.map(option => (
        <Radio.Root
          key={option.value}
          value={option.value}
          disabled={option.isDisabled}
          className="flex h-7 select-none items-center gap-1.5 whitespace-nowrap rounded-sm px-2.5 font-medium text-muted text-xs hover:text-text data-checked:bg-surface data-checked:text-text data-checked:shadow-card dark:data-checked:bg-line-strong data-disabled:opacity-50 max-md:h-11 max-md:min-w-11 max-md:justify-center [&_svg]:size-3.5"
        >
          {option.icon}
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
