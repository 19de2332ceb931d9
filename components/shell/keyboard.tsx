"use client";
/** The one key listener of the page, and the shell's own commands: navigation, palette, list of keys, theme. */
import { CircleHelp, Command as CommandIcon, Moon, Sun } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Command, readCommands, useCommands } from "./commands.ts";
import { areSingleKeysOn, isPressPlace, isTypingPlace, matchKeys, readChord, sequenceMs } from "./keys.ts";
import { navigation } from "./navigation.ts";

const loadPalette = () => import("./palette.tsx");
const loadKeysDialog = () => import("./keys-dialog.tsx");
const Palette = dynamic(() => loadPalette().then(module => module.Palette), { ssr: false });
const KeysDialog = dynamic(() => loadKeysDialog().then(module => module.KeysDialog), { ssr: false });

const preloadAfterMs = 2500;

type Panel = "none" | "palette" | "keys";
const OpenPanel = createContext<(panel: Panel) => void>(() => undefined);

/** Opens the palette or the list of keys from anywhere in the shell. */
export function useOpenPanel(): (panel: Panel) => void {
  return useContext(OpenPanel);
}

export function Keyboard({ workspaceId, children }: { workspaceId: string; children: ReactNode }) {
  const router = useRouter();
  const { setTheme, resolvedTheme } = useTheme();
  const [panel, setPanel] = useState<Panel>("none");
  // A panel stays mounted once used, so that it can animate away and opens at once the next time.
  const [used, setUsed] = useState({ palette: false, keys: false });

  const open = useMemo(
    () => (next: Panel) => {
      if (next !== "none") setUsed(before => ({ ...before, [next]: true }));
      setPanel(next);
    },
    [],
  );

  const commands = useMemo<Command[]>(
    () => [
      ...navigation.map(item => ({
        id: `go-${item.href}`,
        label: item.label,
        group: "Go to",
        keys: `g ${item.key}`,
        icon: item.icon,
        run: () => router.push(item.href),
      })),
      {
        id: "palette",
        label: "Search and commands",
        group: "General",
        keys: "mod+k",
        icon: CommandIcon,
        isInPalette: false,
        run: () => open("palette"),
      },
      {
        id: "keys",
        label: "Show all keys",
        group: "General",
        keys: "?",
        icon: CircleHelp,
        run: () => open("keys"),
      },
      {
        id: "theme",
        label: resolvedTheme === "dark" ? "Use the light theme" : "Use the dark theme",
        group: "General",
        icon: resolvedTheme === "dark" ? Sun : Moon,
        keywords: ["theme", "dark", "light", "appearance"],
        run: () => setTheme(resolvedTheme === "dark" ? "light" : "dark"),
      },
    ],
    [router, open, resolvedTheme, setTheme],
  );
  useCommands(commands);

  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), preloadAfterMs);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    let pending = "";
    let pendingSince = 0;
    function onKeyDown(event: KeyboardEvent) {
      const chord = event.defaultPrevented || event.isComposing ? null : readChord(event);
      if (chord === null) return;
      // What has focus is pressed by these itself: a row opens, a button acts.
      if ((chord === "enter" || chord === "space") && isPressPlace(event.target)) return;
      const isChord = chord.startsWith("mod+");
      if (!isChord && (isTypingPlace(event.target) || !areSingleKeysOn())) return;
      const before = event.timeStamp - pendingSince < sequenceMs ? pending : "";
      const match = matchKeys(readCommands(), before, chord);
      pending = match.pending;
      pendingSince = event.timeStamp;
      if (!match.command) return;
      event.preventDefault();
      match.command.run();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <OpenPanel value={open}>
      {children}
      {used.palette ? (
        <Palette
          workspaceId={workspaceId}
          open={panel === "palette"}
          onOpenChange={next => open(next ? "palette" : "none")}
        />
      ) : null}
      {used.keys ? <KeysDialog open={panel === "keys"} onOpenChange={next => open(next ? "keys" : "none")} /> : null}
    </OpenPanel>
  );
}
