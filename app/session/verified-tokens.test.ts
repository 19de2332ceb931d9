import { describe, expect, it } from "vitest";
import { createVerifiedTokens } from "./verified-tokens.ts";

type Verified = { userId: string; expiresAtMs: number };

function open() {
  const clock = { ms: 1_000_000 };
  const tokens = createVerifiedTokens<Verified>(() => clock.ms);
  const asked: string[] = [];
  const ask = (token: string, answer: Verified | null) =>
    tokens.read(token, async () => {
      asked.push(token);
      return answer;
    });
  return { clock, tokens, asked, ask };
}

describe("Verified tokens", () => {
  it("are asked about once for all who come at the same time and a moment later, and again after that", async () => {
    const { clock, asked, ask } = open();
    const good = { userId: "ada", expiresAtMs: clock.ms + 60_000 };
    expect(await Promise.all([ask("a", good), ask("a", good)])).toEqual([good, good]);
    expect(await ask("a", good)).toEqual(good);
    expect(asked).toEqual(["a"]);
    clock.ms += 3_001;
    await ask("a", good);
    expect(asked).toEqual(["a", "a"]);
  });

  it("are never mixed up, and a refusal is not remembered", async () => {
    const { clock, ask } = open();
    const good = { userId: "ada", expiresAtMs: clock.ms + 60_000 };
    expect(await ask("a", good)).toEqual(good);
    expect(await ask("b", null)).toBeNull();
    expect(await ask("b", good)).toEqual(good);
  });

  it("are asked about again once they have expired, however short ago they were verified", async () => {
    const { clock, asked, ask } = open();
    await ask("a", { userId: "ada", expiresAtMs: clock.ms + 500 });
    clock.ms += 501;
    expect(await ask("a", null)).toBeNull();
    expect(asked).toEqual(["a", "a"]);
  });

  it("forget a question that failed, so that the next one asks anew", async () => {
    const { clock, tokens, ask } = open();
    await expect(tokens.read("a", () => Promise.reject(new Error("the service is away")))).rejects.toThrow("away");
    const good = { userId: "ada", expiresAtMs: clock.ms + 60_000 };
    expect(await ask("a", good)).toEqual(good);
  });
});
