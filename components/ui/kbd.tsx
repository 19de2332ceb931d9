"use client";
/** Shows keys as they are pressed: "mod+k" as one chord, "g o" as two keys one after the other. */
import { useSyncExternalStore } from "react";
import { joinClasses } from "./join-classes.ts";

const names: Record<string, string> = {
  mod: "Ctrl",
  shift: "⇧",
  enter: "↵",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
};

const neverChanges = () => () => undefined;
const isApple = () => /mac|iphone|ipad/i.test(navigator.userAgent);

export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const usesCommandKey = useSyncExternalStore(neverChanges, isApple, () => false);
  const parts = keys.split(" ");
  return (
    <span className="inline-flex shrink-0 items-center gap-1">
      {parts.map((chord, position) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: a sequence may hold the same key twice and never reorders
          key={position}
          className={joinClasses(
            "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-xs border bg-sunken px-1 font-sans text-[0.6875rem] text-muted",
            className,
          )}
        >
          {chord
            .split("+")
            .map(key =>
              key === "mod" && usesCommandKey
                ? "⌘"
                : (names[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key)),
            )
            .join(" ")}
        </kbd>
      ))}
    </span>
  );
}
