"use client";
/** A choice of one from a few that are all visible; for more than five take a Select. */
import { type ReactNode, useId } from "react";
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
  // Radios of one name are one stop for Tab, and the arrow keys choose among them.
  const ownName = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={joinClasses(
        "inline-flex w-fit max-w-full items-center gap-0.5 rounded-md bg-idle-soft p-0.5",
        className,
      )}
    >
      {options.map(option => (
        <label
          key={option.value}
          className="relative flex h-7 select-none items-center gap-1.5 whitespace-nowrap rounded-sm px-2.5 font-medium text-muted text-xs hover:text-text has-checked:bg-surface has-disabled:opacity-50 has-checked:text-text has-checked:shadow-card max-md:h-11 max-md:min-w-11 max-md:justify-center dark:has-checked:bg-line-strong [&_svg]:size-3.5"
        >
          <input
            type="radio"
            name={name ?? ownName}
            value={option.value}
            checked={option.value === value}
            disabled={option.isDisabled}
            onChange={() => onValueChange(option.value)}
            className="absolute inset-0 appearance-none rounded-sm"
          />
          {option.icon}
          {option.label}
        </label>
      ))}
    </div>
  );
}
