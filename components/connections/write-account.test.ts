import { describe, expect, it } from "vitest";
import { writeAccount } from "./write-account.ts";

describe("An account that is no longer connected", () => {
  it.each([
    ["telegram:bot 987 to -100", "bot 987 to -100"],
    ["smtp:ada@example.com via mail.example.com:465", "ada@example.com via mail.example.com:465"],
    ["webhook-out:https://hooks.example.com/a", "https://hooks.example.com/a"],
    ["https://hooks.example.com/a", "https://hooks.example.com/a"],
    ["outbox", "the outbox: nothing is sent"],
    ["none", "nothing connected"],
  ])("%s is written %s", (account, words) => {
    expect(writeAccount(account)).toBe(words);
  });
});
