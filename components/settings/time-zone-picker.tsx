"use client";
/** Loaded on demand by the field of the time zone: an input that narrows the list of zones as one types. */
import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { useMemo } from "react";
import { useFieldAttributes } from "#components/ui/field-context.ts";
import type { TimeZoneFieldProps } from "./time-zone-field.tsx";
import { listTimeZones, type TimeZoneOption, writeClock } from "./time-zones.ts";

export function TimeZonePicker({ value, onChoose }: TimeZoneFieldProps) {
  const zones = useMemo(() => listTimeZones(value), [value]);
  const { disabled, name: _name, ...attributes } = useFieldAttributes({});
  const chosen = zones.find(zone => zone.value === value) ?? null;
  return (
    <Combobox.Root
      items={zones}
      value={chosen}
      onValueChange={(next: TimeZoneOption | null) => {
        if (next !== null && next.value !== value) onChoose(next.value);
      }}
      itemToStringLabel={(zone: TimeZoneOption) => zone.label}
      isItemEqualToValue={(one: TimeZoneOption, other: TimeZoneOption) => one.value === other.value}
      filter={(zone: TimeZoneOption, text: string) => matches(zone, text)}
      limit={60}
      disabled={disabled}
    >
      <Combobox.InputGroup className="relative w-64 max-w-full max-md:w-full">
        <Combobox.Input
          {...attributes}
          placeholder="Type a city"
          className="field-surface h-8 px-2.5 pr-9 text-sm placeholder:text-faint max-md:h-11 max-md:text-[1rem]"
        />
        <Combobox.Trigger
          aria-label="All time zones"
          className="absolute inset-y-0 right-0 flex w-9 items-center justify-center text-faint"
        >
          <ChevronsUpDown aria-hidden className="size-3.5" />
        </Combobox.Trigger>
      </Combobox.InputGroup>
      <Combobox.Portal>
        <Combobox.Positioner sideOffset={4} className="z-50 outline-none">
          <Combobox.Popup className="popup-motion w-(--anchor-width) min-w-72 max-w-(--available-width) overflow-hidden rounded-lg bg-raised shadow-float outline-none">
            <Combobox.Empty>
              <div className="px-3 py-3 text-muted text-sm">No zone by that name. Try the next big city.</div>
            </Combobox.Empty>
            <Combobox.List className="scroll-slim max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1 outline-none empty:p-0">
              {(zone: TimeZoneOption) => (
                <Combobox.Item
                  key={zone.value}
                  value={zone}
                  className="flex min-h-7 select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-highlighted:bg-hover max-md:min-h-11"
                >
                  <span className="min-w-0 flex-1 truncate">{zone.label}</span>
                  <span className="text-muted text-xs tabular-nums">
                    {zone.offset}, now {writeClock(Date.now(), zone.value)}
                  </span>
                  <Combobox.ItemIndicator className="text-accent">
                    <Check aria-hidden className="size-3.5" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}

/** Every word that was typed begins some word of the zone, or is part of its offset. */
function matches(zone: TimeZoneOption, text: string): boolean {
  const words = zone.words.toLowerCase().split(" ");
  return text
    .toLowerCase()
    .replaceAll(/[/_]+/g, " ")
    .split(" ")
    .filter(Boolean)
    .every(part => words.some(word => word.startsWith(part)) || zone.offset.toLowerCase().includes(part));
}
