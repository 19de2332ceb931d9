"use client";
/** The palette's commands that lead to the parts of the settings. None has a key, so none can be pressed before it is loaded. */
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { type Command, useCommands } from "#components/shell/commands.ts";
import { settingsGroups } from "./settings-sections.ts";

export function SettingsCommands() {
  const router = useRouter();
  const commands = useMemo<Command[]>(
    () =>
      settingsGroups.flatMap(group =>
        group.sections.map(section => ({
          id: `go-${section.href}`,
          label: section.label,
          group: "Settings",
          icon: section.icon,
          keywords: [section.purpose],
          run: () => router.push(section.href),
        })),
      ),
    [router],
  );
  useCommands(commands);
  return null;
}
