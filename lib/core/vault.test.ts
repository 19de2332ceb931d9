import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { createVault } from "./vault.ts";

const makeKey = () => randomBytes(32).toString("base64");
const place = "connections/w/telegram";

test("What is sealed opens again for the same place, and is different every time", () => {
  const vault = createVault([makeKey()]);
  const sealed = vault.seal("token-🐦", place);
  expect(sealed).not.toContain("token");
  expect(vault.seal("token-🐦", place)).not.toBe(sealed);
  expect(vault.open(sealed, place)).toBe("token-🐦");
});

test("Sealed text does not open for another place, changed, cut, or under another key", () => {
  const vault = createVault([makeKey()]);
  const sealed = vault.seal("secret", place);
  expect(() => vault.open(sealed, "connections/other/telegram")).toThrow("does not open");
  const flipped = sealed.slice(0, -2) + (sealed.at(-2) === "A" ? "B" : "A") + sealed.slice(-1);
  expect(() => vault.open(flipped, place)).toThrow("does not open");
  expect(() => vault.open(sealed.slice(0, -30), place)).toThrow("does not open");
  expect(() => createVault([makeKey()]).open(sealed, place)).toThrow("do not hold");
});

test("An older key still opens, and the first one seals", () => {
  const [older, newer] = [makeKey(), makeKey()];
  const sealed = createVault([older]).seal("secret", place);
  const rotated = createVault([newer, older]);
  expect(rotated.open(sealed, place)).toBe("secret");
  expect(createVault([newer]).open(rotated.seal("again", place), place)).toBe("again");
});

test("A fingerprint is the same for the same text and key, and another under another key", () => {
  const key = makeKey();
  const print = createVault([key]).fingerprint("password");
  expect(createVault([key]).fingerprint("password")).toBe(print);
  expect(createVault([makeKey()]).fingerprint("password")).not.toBe(print);
  expect(createVault([]).fingerprint("password")).toMatch(/^[0-9a-f]{64}$/);
});

test("Without a key nothing is sealed and the variable is named; a short key is refused without being repeated", () => {
  const vault = createVault([]);
  expect(vault.hasKey).toBe(false);
  expect(() => vault.seal("secret", place)).toThrow("CREDENTIALS_KEY");
  expect(() => createVault(["c2hvcnQ="])).toThrow(/^CREDENTIALS_KEY must be 32 random bytes/);
});
