"use client";
/** Every key that works on this page, and the setting that turns single keys off. */
import { useEffect, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useAllCommands } from "./commands.ts";
import { areSingleKeysOn } from "./keys.ts";
import { saveSingleKeys } from "./single-keys.ts";

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const commands = useAllCommands().filter(command => command.keys);
  const [isOn, setIsOn] = useState(true);
  useEffect(() => setIsOn(areSingleKeysOn()), []);
  return (
    <Dialog title="Keys" description="What the keyboard does on this page." open={open} onOpenChange={onOpenChange}>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
        {[...Map.groupBy(commands, command => command.group)].map(([group, entries]) => (
          <section key={group}>
            <h3 className="mb-1 text-faint text-xs">{group}</h3>
            <ul>
              {entries.map(entry => (
                <li key={entry.id} className="flex min-h-8 items-center justify-between gap-3">
                  <span className="truncate">{entry.label}</span>
                  <Kbd keys={entry.keys ?? ""} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="mt-5 border-t pt-4">
        <Field
          layout="row"
          label="Single keys and sequences"
          hint="Turn them off if they get in the way of other software. Chords such as Ctrl K stay."
        >
          <Switch
            checked={isOn}
            onCheckedChange={next => {
              setIsOn(next);
              void saveSingleKeys(next);
            }}
          />
        </Field>
      </div>
    </Dialog>
  );
}
