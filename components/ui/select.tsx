"use client";
/** A choice of one from a list; shows the label of what is chosen and never an id. Its machinery loads after the page. */
import { ChevronsUpDown } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { joinClasses } from "./join-classes.ts";

export type SelectOption<Value extends string> = {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  isDisabled?: boolean;
};

export type SelectProps<Value extends string> = {
  options: readonly SelectOption<Value>[];
  value?: Value | null;
  defaultValue?: Value | null;
  onValueChange?: (value: Value) => void;
  placeholder?: string;
  name?: string;
  isDisabled?: boolean;
  size?: "sm" | "md";
  className?: string;
  "aria-label"?: string;
};

const SelectControl = lazy(() => import("./select-control.tsx").then(module => ({ default: module.SelectControl })));

export function Select<Value extends string>({ onValueChange, ...props }: SelectProps<Value>) {
  // Rendering it only after hydration keeps the popup machinery out of the first script.
  const [isHydrated, setIsHydrated] = useState(false);
  useEffect(() => setIsHydrated(true), []);
  const outline = <SelectOutline {...props} />;
  if (!isHydrated) return outline;
  return (
    <Suspense fallback={outline}>
      <SelectControl {...props} onValueChange={value => onValueChange?.(value as Value)} />
    </Suspense>
  );
}

function SelectOutline<Value extends string>(props: SelectProps<Value>) {
  const chosen = props.options.find(option => option.value === (props.value ?? props.defaultValue));
  return (
    <div
      aria-hidden
      className={joinClasses(
        "field-surface flex items-center justify-between gap-2 max-md:h-11",
        props.size === "sm" ? "h-7 px-2 text-xs" : "h-8 px-2.5 text-sm",
        props.className,
      )}
    >
      <span className="truncate">{chosen?.label ?? props.placeholder ?? "Choose"}</span>
      <ChevronsUpDown className="size-3.5 shrink-0 text-faint" />
    </div>
  );
}
