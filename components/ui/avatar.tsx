/** A person or agent as initials; decorative, because the name always stands beside it or in its title. */
import type { CSSProperties } from "react";
import { joinClasses } from "./join-classes.ts";

const hues = [256, 175, 70, 305, 20, 130];

function pickHue(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return hues[sum % hues.length] ?? 256;
}

/** Up to two letters: of the first and last word, or of an address before its @. */
export function readInitials(name: string): string {
  const words = (name.split("@")[0] ?? "").split(/[\s._-]+/).filter(Boolean);
  const first = words[0]?.charAt(0) ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? "") : "";
  return (first + last).toUpperCase();
}

export type AvatarProps = { name: string; size?: "sm" | "md" | "lg"; shape?: "round" | "square"; className?: string };

const sizes = { sm: "size-5 text-[0.625rem]", md: "size-6 text-[0.6875rem]", lg: "size-9 text-sm" };

export function Avatar({ name, size = "md", shape = "round", className }: AvatarProps) {
  return (
    <span
      aria-hidden
      title={name}
      style={{ "--hue": pickHue(name) } as CSSProperties}
      className={joinClasses(
        "inline-flex shrink-0 select-none items-center justify-center bg-[oklch(0.91_0.045_var(--hue))] font-medium text-[oklch(0.35_0.08_var(--hue))] dark:bg-[oklch(0.36_0.06_var(--hue))] dark:text-[oklch(0.92_0.04_var(--hue))]",
        shape === "round" ? "rounded-full" : "rounded-sm",
        sizes[size],
        className,
      )}
    >
      {readInitials(name)}
    </span>
  );
}
