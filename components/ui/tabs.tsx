"use client";
/** Tabs with roving focus; the caller may keep the chosen tab in the address. */
import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./join-classes.ts";

export type TabsProps<Value extends string> = {
  value?: Value;
  defaultValue?: Value;
  onValueChange?: (value: Value) => void;
  children: ReactNode;
  className?: string;
};

export function Tabs<Value extends string>({ onValueChange, ...rest }: TabsProps<Value>) {
  return <BaseTabs.Root {...rest} onValueChange={value => onValueChange?.(value as Value)} />;
}

export function TabsList({
  className,
  ...rest
}: Omit<ComponentProps<typeof BaseTabs.List>, "className"> & { className?: string }) {
  return (
    <BaseTabs.List
      {...rest}
      className={joinClasses("scroll-slim flex items-center gap-4 overflow-x-auto border-b", className)}
    />
  );
}

export function Tab({ value, count, children }: { value: string; count?: number; children: ReactNode }) {
  return (
    <BaseTabs.Tab
      value={value}
      className="-mb-px flex h-9 shrink-0 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 font-medium text-muted text-sm outline-offset-[-2px] hover:text-text data-active:border-accent data-active:text-text max-md:h-11"
    >
      {children}
      {count === undefined ? null : (
        <span className="rounded-sm bg-idle-soft px-1 text-muted text-xs tabular-nums">
          {count.toLocaleString("en")}
        </span>
      )}
    </BaseTabs.Tab>
  );
}

export function TabPanel({ value, className, children }: { value: string; className?: string; children: ReactNode }) {
  return (
    <BaseTabs.Panel value={value} className={joinClasses("pt-4", className)}>
      {children}
    </BaseTabs.Panel>
  );
}
