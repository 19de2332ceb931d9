/** Finds which command a key press means: chords, sequences and single keys; none fires where a person types. */
import type { Command } from "./commands.ts";

export const sequenceMs = 1200;
const singleKeysSetting = "quarterdeck-single-keys";

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** "mod+k", "shift+enter", "g", "?"; null for a lone modifier. Shift counts only for keys that are not characters. */
export function readChord(press: KeyPress): string | null {
  if (["Control", "Meta", "Alt", "Shift"].includes(press.key)) return null;
  const isCharacter = press.key.length === 1;
  const key = press.key === " " ? "space" : press.key.toLowerCase();
  const parts: string[] = [];
  if (press.ctrlKey || press.metaKey) parts.push("mod");
  if (press.altKey) parts.push("alt");
  if (press.shiftKey && (!isCharacter || /[a-z]/.test(key))) parts.push("shift");
  return [...parts, key].join("+");
}

export type Match = { command: Command | null; pending: string };

/** The command that the chord completes, alone or after the keys before it; `pending` is what may still become one. */
export function matchKeys(commands: readonly Command[], before: string, chord: string): Match {
  for (const keys of before ? [`${before} ${chord}`, chord] : [chord]) {
    // The latest registration wins: a page may take over a key of the shell.
    const command = commands.findLast(candidate => candidate.keys === keys);
    if (command) return { command, pending: "" };
    if (commands.some(candidate => candidate.keys?.startsWith(`${keys} `))) return { command: null, pending: keys };
  }
  return { command: null, pending: "" };
}

const typingPlaces =
  'input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable="true"], [role="combobox"], [role="menu"], [role="listbox"], [role="alertdialog"], [role="dialog"]:not([data-page-keys])';

/** True where keys belong to what has focus: a text field, a menu, a modal dialog. */
export function isTypingPlace(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(typingPlaces) !== null;
}

/** True where Enter and the space bar press what has focus. */
export function isPressPlace(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('a, button, summary, input, [role="button"]') !== null;
}

export function areSingleKeysOn(): boolean {
  return localStorage.getItem(singleKeysSetting) !== "off";
}

export function setSingleKeys(isOn: boolean): void {
  localStorage.setItem(singleKeysSetting, isOn ? "on" : "off");
}
