"use client";
/** Loaded on demand by its namesake. A choice of one from a list; shows the label of what is chosen and never an id. */
import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { useFieldAttributes } from "./field-context.ts";
import { joinClasses } from "./join-classes.ts";
import type { SelectProps } from "./select.tsx";

export function SelectControl<Value extends string>(props: SelectProps<Value>) {
  const { options, value, defaultValue, onValueChange, placeholder, name, isDisabled, size = "md", className } = props;
  const { name: fieldName, disabled, ...attributes } = useFieldAttributes({ name, disabled: isDisabled });
  return (
    <BaseSelect.Root
      items={options.map(option => ({ value: option.value, label: option.label }))}
      value={value}
      defaultValue={defaultValue}
      onValueChange={next => {
        if (next !== null) onValueChange?.(next as Value);
      }}
      name={fieldName}
      disabled={disabled}
    >
      <BaseSelect.Trigger
        {...attributes}
        aria-label={props["aria-label"]}
        className={joinClasses(
          "field-surface flex items-center justify-between gap-2 text-left max-md:h-11",
          size === "sm" ? "h-7 px-2 text-xs" : "h-8 px-2.5 text-sm",
          className,
        )}
      >
        <span className="truncate data-placeholder:text-faint">
          <BaseSelect.Value placeholder={placeholder ?? "Choose"} />
        </span>
        <BaseSelect.Icon className="shrink-0 text-faint">
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50 outline-none">
          <BaseSelect.Popup className="popup-motion scroll-slim max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-lg bg-raised p-1 shadow-float outline-none">
            <BaseSelect.List>
              {options.map(option => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.isDisabled}
                  className="flex min-h-7 select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-disabled:opacity-50 data-highlighted:bg-hover max-md:min-h-11"
                >
                  <span className="min-w-0 flex-1">
                    <BaseSelect.ItemText className="block truncate">{option.label}</BaseSelect.ItemText>
                    {option.hint ? <span className="block text-muted text-xs">{option.hint}</span> : null}
                  </span>
                  <BaseSelect.ItemIndicator className="text-accent">
                    <Check aria-hidden className="size-3.5" />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
