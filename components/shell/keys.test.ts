import { describe, expect, it } from "vitest";
import type { Command } from "./commands.ts";
import { matchKeys, readChord } from "./keys.ts";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

function command(id: string, keys: string): Command {
  return { id, keys, label: id, group: "Test", run: () => undefined };
}

const commands = [command("overview", "g o"), command("palette", "mod+k"), command("next", "j"), command("help", "?")];

describe("keys", () => {
  it("reads chords the same on every platform", () => {
    expect(readChord(press("k", { ctrlKey: true }))).toBe("mod+k");
    expect(readChord(press("k", { metaKey: true }))).toBe("mod+k");
    expect(readChord(press("?", { shiftKey: true }))).toBe("?");
    expect(readChord(press("J", { shiftKey: true }))).toBe("shift+j");
    expect(readChord(press("Shift", { shiftKey: true }))).toBeNull();
  });

  it("waits after the first key of a sequence and fires on the second", () => {
    expect(matchKeys(commands, "", "g")).toEqual({ command: null, pending: "g" });
    expect(matchKeys(commands, "g", "o").command?.id).toBe("overview");
  });

  it("falls back to the key alone when a sequence is not finished", () => {
    expect(matchKeys(commands, "g", "j").command?.id).toBe("next");
    expect(matchKeys(commands, "g", "g")).toEqual({ command: null, pending: "g" });
    expect(matchKeys(commands, "g", "x")).toEqual({ command: null, pending: "" });
  });

  it("lets a page take over a key of the shell", () => {
    expect(matchKeys([...commands, command("page", "j")], "", "j").command?.id).toBe("page");
  });
});
