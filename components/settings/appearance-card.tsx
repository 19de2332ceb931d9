"use client";
/** How the product looks in this browser, and whether single keys act for this person. */
import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useEffect, useState } from "react";
import { areSingleKeysOn } from "#components/shell/keys.ts";
import { saveSingleKeys } from "#components/shell/single-keys.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { showInfo, showSuccess } from "#components/ui/toast.ts";
import { SettingsRow } from "./settings-row.tsx";

const themes = [
  { value: "light", label: "Light", icon: <Sun aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon aria-hidden /> },
  { value: "system", label: "As the system", icon: <Monitor aria-hidden /> },
];

export function AppearanceCard({ hasSingleKeys }: { hasSingleKeys: boolean | null }) {
  const { theme, setTheme } = useTheme();
  const [chosen, setChosen] = useState("system");
  const [isOn, setIsOn] = useState(hasSingleKeys ?? true);
  // The browser alone knows both; until it has taken over, what is usual stands there.
  useEffect(() => setChosen(theme ?? "system"), [theme]);
  useEffect(() => setIsOn(areSingleKeysOn()), []);

  async function change(next: boolean) {
    setIsOn(next);
    const isKept = await saveSingleKeys(next);
    if (!isKept) {
      showInfo("Kept in this browser only", { description: "Your account could not be reached. Try again later." });
    } else {
      showSuccess(next ? "Single keys act again" : "Single keys are off", {
        id: "settings",
        onUndo: () => change(!next),
      });
    }
  }

  return (
    <Card aria-label="Appearance and keys">
      <CardHeader title="Appearance and keys" />
      <div className="divide-y divide-line">
        <SettingsRow label="Theme" hint="In this browser.">
          <SegmentedControl label="Theme" options={themes} value={chosen} onValueChange={setTheme} />
        </SettingsRow>
        <SettingsRow
          label="Single keys and sequences"
          hint={
            <>
              Such as <Kbd keys="j" /> for the next row or <Kbd keys="g a" /> for the agents. Turn them off if they get
              in the way of other software; chords such as Ctrl K stay. It holds wherever you sign in.
            </>
          }
        >
          <Switch checked={isOn} onCheckedChange={next => void change(next)} />
        </SettingsRow>
      </div>
    </Card>
  );
}
